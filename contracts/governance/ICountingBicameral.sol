// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What two-chamber counting adds to a Governor.
/// @notice A proposal passes only if each active chamber meets its own quorum and its own majority. Chambers: 0
/// contributors, 1 technical. What decides is fixed: rules at creation, totals at the snapshot.
///
///   class 0            no quorum: passes unless an active chamber's votes against reach the objection share
///   classes 1 to 3     quorum and majority in each active chamber
///   contributors too few to be active    only class 0 passes
///   operator groups too few to be active contributors decide alone, with two thirds and twice the delay
///   class 1, deadlock  after a recorded technical refusal: two thirds of contributors at the deadlock turnout suffice
interface ICountingBicameral {
    /// @notice A vote was counted.
    /// @param voter Who voted.
    /// @param proposalId The proposal.
    /// @param support 0 against, 1 for, 2 abstain, as contributor.
    /// @param technicalSupport The same, as operator.
    /// @param people Voices counted.
    /// @param technical Technical weight counted.
    event ChamberVote(
        address indexed voter,
        uint256 indexed proposalId,
        uint8 support,
        uint8 technicalSupport,
        uint256 people,
        uint256 technical
    );
    /// @notice A proposal's rules were frozen: those in force for its class; see `proposalRules`.
    /// @param proposalId The proposal.
    /// @param class Its class.
    /// @param deadlock True when contributors may decide alone.
    event RulesFrozen(uint256 indexed proposalId, uint8 class, bool deadlock);
    /// @notice The deadline moved because quorum came late; as in OpenZeppelin's GovernorPreventLateQuorum.
    /// @param proposalId The proposal.
    /// @param extendedDeadline Its new deadline.
    event ProposalExtended(uint256 indexed proposalId, uint64 extendedDeadline);

    /// @notice The account acts for no identity that is active now: never enrolled, re-keyed away, suspended or lapsed.
    error IdentityInactive(address account, uint256 identityId);
    /// @notice The account has neither voice nor weight at the snapshot.
    error NoVotes(address account, uint256 timepoint);
    /// @notice There are chambers 0 and 1 only.
    error ChamberUnknown(uint8 chamber);

    /// @notice Votes of one chamber.
    /// @param proposalId The proposal.
    /// @param chamber 0 contributors, 1 technical.
    /// @return against Votes against.
    /// @return forVotes Votes for.
    /// @return abstain Abstentions.
    function chamberVotes(
        uint256 proposalId,
        uint8 chamber
    ) external view returns (uint256 against, uint256 forVotes, uint256 abstain);

    /// @notice Votes for or abstaining that one chamber needs.
    /// @param proposalId The proposal.
    /// @param chamber 0 contributors, 1 technical.
    /// @return needed The number, under the proposal's frozen rules.
    function chamberQuorum(uint256 proposalId, uint8 chamber) external view returns (uint256 needed);

    /// @notice All votes of one chamber at the proposal's snapshot.
    /// @param proposalId The proposal.
    /// @param chamber 0 contributors, 1 technical.
    /// @return total Their sum.
    function chamberTotal(uint256 proposalId, uint8 chamber) external view returns (uint256 total);

    /// @notice Tells whether a chamber is large enough to count for a proposal.
    /// @param proposalId The proposal.
    /// @param chamber 0 contributors, 1 technical.
    /// @return active True when it counts.
    function chamberActive(uint256 proposalId, uint8 chamber) external view returns (bool active);

    /// @notice The rules a proposal was born with.
    /// @param proposalId The proposal.
    /// @return class Its class.
    /// @return peopleQuorum Basis points of all voices.
    /// @return technicalQuorum Basis points of all technical weight.
    /// @return majority Basis points of for among for and against.
    /// @return delay Seconds between queueing and execution.
    /// @return objection Basis points of a chamber whose votes against stop class 0.
    /// @return deadlock True when contributors may decide alone, after a technical refusal of the same calls.
    function proposalRules(
        uint256 proposalId
    )
        external
        view
        returns (
            uint8 class,
            uint16 peopleQuorum,
            uint16 technicalQuorum,
            uint16 majority,
            uint32 delay,
            uint16 objection,
            bool deadlock
        );

    /// @notice Tells whether contributors passed a proposal and an active technical chamber did not, by votes or silence.
    /// @param proposalId The proposal.
    /// @return refused True when only the technical chamber stands against it, as far as counted.
    function technicalRefused(uint256 proposalId) external view returns (bool refused);

    /// @notice Votes of an account in each chamber: those of the identity it acts for now.
    /// @param account The account.
    /// @param timepoint Unix time in the past.
    /// @return people Voices.
    /// @return technical Technical weight.
    function chamberVotesOf(
        address account,
        uint256 timepoint
    ) external view returns (uint256 people, uint256 technical);

    /// @notice Joint votes in the form other tools read: each chamber makes up half of 1e18.
    /// @param proposalId The proposal.
    /// @return againstVotes Joint votes against.
    /// @return forVotes Joint votes for.
    /// @return abstainVotes Joint abstentions.
    function proposalVotes(
        uint256 proposalId
    ) external view returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes);
}
