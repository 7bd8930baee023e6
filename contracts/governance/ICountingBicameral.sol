// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRuleBook} from "./IRuleBook.sol";

/// @title What two-chamber counting adds to a Governor.
/// @notice A proposal passes only if each active chamber meets its own quorum and its own majority. Chambers: 0
/// contributors, 1 technical. What decides is fixed: rules at creation, totals at the snapshot.
///
///   class 0            no quorum: passes unless the voices, or the groups, against reach the objection share
///   classes 1 to 3     people: for and abstain reach the quorum, for the majority
///                      technical: owners of enough groups vote for (heads), and the majority by weight; class 3 by heads;
///                      in classes 2 and 3 more heads are for than against
///   contributors too few to be active    only class 0 passes
///   groups too few to be active          contributors decide alone, with two thirds and twice the delay; where the
///                                        chamber was open once, classes 2 and 3 wait `fallenDelay` at least
///   class 1, deadlock  after a recorded technical refusal: two thirds of contributors at the deadlock turnout suffice
///
/// A chamber counts from the constitution's number on. Once open it counts down to four fifths of the people, or to two
/// groups fewer (three at least), so that no single leave closes it.
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

    /// @notice Votes of one chamber: voices, or weight.
    /// @param proposalId The proposal.
    /// @param chamber 0 contributors, 1 technical.
    /// @return against Votes against.
    /// @return forVotes Votes for.
    /// @return abstain Abstentions.
    function chamberVotes(
        uint256 proposalId,
        uint8 chamber
    ) external view returns (uint256 against, uint256 forVotes, uint256 abstain);

    /// @notice Heads of the technical chamber: one of each group whose owner voted.
    /// @param proposalId The proposal.
    /// @return against Heads against.
    /// @return forHeads Heads for.
    /// @return abstain Heads that abstain.
    function chamberHeads(
        uint256 proposalId
    ) external view returns (uint256 against, uint256 forHeads, uint256 abstain);

    /// @notice What one chamber needs: voices for or abstaining, or heads for.
    /// @param proposalId The proposal.
    /// @param chamber 0 contributors, 1 technical.
    /// @return needed The number, under the proposal's frozen rules.
    function chamberQuorum(uint256 proposalId, uint8 chamber) external view returns (uint256 needed);

    /// @notice Size of one chamber at the proposal's snapshot: voices, or groups.
    /// @param proposalId The proposal.
    /// @param chamber 0 contributors, 1 technical.
    /// @return total Their number.
    function chamberTotal(uint256 proposalId, uint8 chamber) external view returns (uint256 total);

    /// @notice Tells whether a chamber is large enough to count for a proposal.
    /// @param proposalId The proposal.
    /// @param chamber 0 contributors, 1 technical.
    /// @return active True when it counts.
    function chamberActive(uint256 proposalId, uint8 chamber) external view returns (bool active);

    /// @notice The rules a proposal was born with, and what else decides.
    /// @param proposalId The proposal.
    /// @return rules Of the rule book, by its number then.
    /// @return flags Sum of 1 totals known, 2 people active, 4 groups active, 8 contributors may decide alone after a
    /// technical refusal of the same calls, 16 of the court, 32 the technical chamber was open and is not, 64 its proposer
    /// sponsored first.
    function proposalRules(uint256 proposalId) external view returns (IRuleBook.Ruleset memory rules, uint8 flags);

    /// @notice Tells whether the votes for stay below half of what a chamber needs; of class 0, whether it was stopped.
    /// @param proposalId The proposal.
    /// @param chamber 0 contributors, 1 technical.
    /// @return weak True as far as counted.
    function isWeak(uint256 proposalId, uint8 chamber) external view returns (bool weak);

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
