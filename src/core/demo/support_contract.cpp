#include "support_files.hpp"

namespace sotval::core::demo {
namespace {

// All 168 paths that the rules SOT-V2-0001 to 0189 read, and nothing else.
constexpr std::string_view contract = R"(# The token contract: single source of truth for fees, supply and governance.
version: 2.0.0
date: 2025-10-01
deprecated: false
classification: public utility token, not a security

token_definition:
  purpose: [utility, governance, ecosystem_rewards]
  explicit_exclusions: [investment, security, e_money, yield_bearing, redemption_rights]
  legal_position: pure utility token for identity verification services

technical_specification:
  blockchain: polygon
  standard: ERC-20
  supply_model: fixed cap with deflationary mechanisms
  custody_model: non-custodial by design
  smart_contract_automation: fully autonomous distribution

fee_structure:
  scope: identity verification payments between users and providers
  total_fee: 3% of the transaction value
  allocation: 1% developers, 2% system treasury
  burn_from_system_fee: half of the treasury share
  fee_collection: automatic, by smart contract
  no_manual_intervention: true

legal_safe_harbor:
  security_token: false
  investment_contract: false
  passive_income: false
  yield_bearing: false
  redemption_rights: false
  stablecoin: false
  e_money_token: false
  upgrade_mechanism: on-chain proposals only
  admin_controls: none after the launch

business_model:
  role: technology publisher and open-source maintainer
  not_role: [payment service provider, custodian, crypto asset service provider]
  user_interactions: direct and peer to peer
  kyc_responsibility: third-party identity providers
  data_custody: none, hashes only

governance_framework:
  dao_ready: true
  voting_mechanism: weighted by staked tokens
  proposal_system: on-chain with deposit
  upgrade_authority: holders of the token
  emergency_procedures: multi-signature committee with public reasons
  reference: governance_parameters

governance_controls:
  authority: holders of the token
  reference: governance_framework
  note: no single party can change the rules

jurisdictional_compliance:
  reference: 23_compliance/country_rules.yaml
  compliance_basis: list of sanctioned territories, reviewed every day
  blacklist_jurisdictions:
    - IR
    - KP
    - SY
    - CU
  excluded_entities:
    - RU_designated_entities
    - Belarus_designated_entities
    - Venezuela_government_entities
  excluded_markets:
    - India
    - Pakistan
    - Myanmar
  regulatory_exemptions: utility tokens below the prospectus threshold

risk_mitigation:
  no_fiat_pegging: true
  no_redemption_mechanism: true
  no_yield_promises: true
  no_marketing_investment: true
  clear_utility_purpose: true
  open_source_license: Apache-2.0

supply_mechanics:
  total_supply: 1000000000
  initial_distribution:
    ecosystem_development: 40%
    community_rewards: 25%
    team_development: 15%
    partnerships: 10%
    reserve_fund: 10%
  deflationary_mechanisms:
    governance_burning: unused proposal deposits
    staking_slashing: 5% of a slashed stake
  circulation_controls:
    max_annual_inflation: 0%
    team_vesting_schedule: 25% a year over four years
    partnership_unlock: by milestone
    reserve_governance: by vote of the holders

fee_routing:
  system_fees:
    scope: every paid verification
    note: the provider receives the rest
    total_fee: 3%
    allocation:
      dev_fee: 1%
      system_treasury: 2%
    burn_from_system_fee:
      policy: half of the treasury share is burnt
      base: circulating supply at the snapshot
      snapshot_time_utc: '00:00:00'
      daily_cap_percent_of_circ: 0.5
      monthly_cap_percent_of_circ: 2.0
      oracle_source: on-chain supply oracle
  validator_rewards:
    source: community rewards and treasury
    no_per_transaction_split: true
    note: validators are paid by epoch

governance_fees:
  proposal_deposits: all burnt if a proposal is withdrawn
  voting_gas: paid by the voter

primary_utilities:
  identity_verification:
    description: pays for the verification of an identity
    smart_contract: 20_foundation/contracts/SSIDToken.sol
    fee_burn_mechanism: part of the treasury share is burnt
    burn_source_note: only the treasury share is burnt, never the developer share
    burn_clarification: the user pays no more because of it
  governance_participation:
    description: votes on the protocol
    voting_weight: one token, one vote
    proposal_threshold: 1% of the supply
  ecosystem_rewards:
    description: rewards work for the network
    distribution_method: merit, by epoch
    reward_pools:
      - validation
      - development
      - community
  staking_utility:
    description: stakes back the honesty of providers
    staking_rewards: discounts on services, no yield
    slashing_conditions: proven false attestations

secondary_utilities:
  marketplace_access: listing of verification services
  premium_features: batch verification
  api_access: higher rate limits
  data_portability: signed exports of references

compliance_utilities:
  audit_payments: fees of independent auditors
  regulatory_reporting: fees of automated reports
  legal_attestations: fees of legal opinions

staking_mechanics:
  minimum_stake: 1000 tokens
  maximum_discount: 50%
  discount_applies_to: fees of the user, never the system fee
  system_fee_invariance: true
  slashing_penalty: 5%
  unstaking_period: 14 days

governance_parameters:
  proposal_framework:
    proposal_threshold: 1% of the supply
    proposal_deposit: 10000 tokens
    proposal_types:
      - protocol upgrades
      - parameter changes
      - treasury allocation
      - emergency proposals
  voting_requirements:
    quorum_standard: 4%
    quorum_protocol_upgrade: 8%
    quorum_emergency: 2%
    simple_majority: 50% and one vote
    supermajority: 66.7%
    emergency_supermajority: 75%
  timelock_framework:
    standard_proposals: 48 hours
    protocol_upgrades: 168 hours
    parameter_changes: 24 hours
    treasury_allocations: 72 hours
    emergency_proposals: 6 hours
  voting_periods:
    standard_voting: 7 days
    protocol_upgrade_voting: 14 days
    parameter_voting: 5 days
    emergency_voting: 24 hours
  delegation_system:
    delegation_enabled: true
    self_delegation_default: true
    delegation_changes: effective at the next proposal
    vote_weight_calculation: own and delegated tokens
  governance_rewards:
    voter_participation_rewards: 1% of the treasury a year
    proposal_creator_rewards: 1000 tokens for an accepted proposal
    delegate_rewards: 0.1% of the delegated votes
    minimum_participation: 10% of the votes
)";

constexpr SupportFile files[] = {{"16_codex/contracts/sot/sot_contract_data.yaml", contract}};

} // namespace

std::span<const SupportFile> contract_files() noexcept { return files; }

} // namespace sotval::core::demo
