#include "damages.hpp"

namespace sotval::core::demo {
namespace {

using enum Action;

constexpr std::string_view file = "16_codex/contracts/sot/sot_contract_data.yaml";
constexpr std::string_view all_rules = "SOT-V2-0001..0090 SOT-V2-0095..0189";

constexpr DamageKind contract[] = {
    {remove_file, file, "", "", "contract removed", all_rules},
    {append, file, "", "notes: [this list is never closed\n", "YAML broken", all_rules},
    {drop_block, file, "version:", "", "version removed", "SOT-V2-0189"},
    {drop_block, file, "date:", "", "date removed", "SOT-V2-0012"},
    {drop_block, file, "deprecated:", "", "deprecation flag removed", "SOT-V2-0013"},
    {drop_block, file, "classification:", "", "classification removed", "SOT-V2-0007"},
    {drop_block, file, "business_model:", "", "business model removed", "SOT-V2-0001..0006"},
    {drop_block, file, "  data_custody:", "", "data custody removed", "SOT-V2-0002"},
    {drop_block, file, "compliance_utilities:", "", "compliance utilities removed", "SOT-V2-0008..0011"},
    {drop_block, file, "fee_routing:", "", "fee routing removed", "SOT-V2-0014..0032"},
    {drop_block, file, "      oracle_source:", "", "oracle removed", "SOT-V2-0023"},
    {drop_block, file, "  validator_rewards:", "", "validator rewards removed", "SOT-V2-0029..0032"},
    {drop_block, file, "  no_manual_intervention:", "", "automation of fees removed", "SOT-V2-0037"},
    {drop_block, file, "governance_controls:", "", "governance controls removed", "SOT-V2-0040..0043"},
    {drop_block, file, "governance_fees:", "", "governance fees removed", "SOT-V2-0044..0046"},
    {drop_block, file, "  emergency_procedures:", "", "emergency procedures removed", "SOT-V2-0049"},
    {drop_block, file, "  delegation_system:", "", "delegation removed", "SOT-V2-0055..0059"},
    {drop_block, file, "      - emergency proposals", "", "fourth proposal type removed", "SOT-V2-0068 SOT-V2-0072"},
    {drop_block, file, "  timelock_framework:", "", "time locks removed", "SOT-V2-0073..0078"},
    {drop_block, file, "  voting_periods:", "", "voting periods removed", "SOT-V2-0079..0083"},
    {drop_block, file, "    quorum_emergency:", "", "emergency quorum removed", "SOT-V2-0086"},
    {drop_block, file, "    - CU", "", "fourth jurisdiction removed", "SOT-V2-0096 SOT-V2-0100"},
    {drop_block, file, "    - Venezuela_government_entities", "", "third entity removed", "SOT-V2-0102 SOT-V2-0105"},
    {drop_block, file, "    - Myanmar", "", "third market removed", "SOT-V2-0106 SOT-V2-0109"},
    {drop_block, file, "  stablecoin:", "", "statement about stablecoins removed", "SOT-V2-0119"},
    {drop_block, file, "      - community", "", "third reward pool removed", "SOT-V2-0126 SOT-V2-0129"},
    {drop_block, file, "  staking_utility:", "", "staking utility removed", "SOT-V2-0140..0143"},
    {drop_block, file, "risk_mitigation:", "", "risk mitigation removed", "SOT-V2-0144..0150"},
    {drop_block, file, "secondary_utilities:", "", "secondary utilities removed", "SOT-V2-0151..0155"},
    {drop_block, file, "  unstaking_period:", "", "unstaking period removed", "SOT-V2-0162"},
    {drop_block, file, "  initial_distribution:", "", "initial distribution removed", "SOT-V2-0172..0177"},
    {drop_block, file, "  total_supply:", "", "total supply removed", "SOT-V2-0178"},
    {drop_block, file, "  supply_model:", "", "supply model removed", "SOT-V2-0184"},
    {drop_block, file, "token_definition:", "", "definition of the token removed", "SOT-V2-0185..0188"},
};

constexpr DamageGroup groups[] = {contract};

} // namespace

std::span<const DamageGroup> contract_damages() noexcept { return groups; }

} // namespace sotval::core::demo
