// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgenda} from "./IAgenda.sol";
import {RuleBook} from "./RuleBook.sol";

/// @title What the commons' governor adds to OpenZeppelin's Governor.
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
///
/// States are OpenZeppelin's; what is added stands beside the arrows. What becomes of drafts says IAgenda, of
/// objections and readings DecisionRegister.
///
///   draft --enough sponsors, propose--> Pending --voting delay--> Active --voting period--> Succeeded or Defeated
///   Pending --cancel, by its proposer who sponsored first--> Canceled
///   Defeated, class 1, by the technical chamber alone --recordRefusal--> counted for the same calls:
///       opened `deadlockGap` later, contributors may decide alone; after the third, `deadlockPause` without proposals
///   Succeeded --queue--> Queued (hashes of calls and code kept)      Succeeded or Queued --recordReading--> first reading
///   Queued --execute--> Executed, once
///       the delay of the class is over, longer by objections and by the guardian, the code behind the targets is the same,
///       and class 3, or many objections: a proposal with the same calls passed earlier (class 3: `readingGap` earlier)
///   Queued --the guardian--> Canceled; passed again the same calls stand
///   Succeeded, Queued --`executionWindow` over, from the end of the vote or of the delay--> Expired
interface ICommonsGovernor {
    /// @notice A vote was counted.
    /// @param support 0 against, 1 for, 2 abstain, as contributor.
    /// @param technicalSupport The same, as operator.
    event ChamberVote(
        address indexed voter,
        uint256 indexed proposalId,
        uint8 support,
        uint8 technicalSupport,
        uint256 people,
        uint256 technical
    );
    /// @notice A proposal's rules were frozen: those in force for its class; see `proposalRules`.
    event RulesFrozen(uint256 indexed proposalId, uint8 class, bool deadlock);
    /// @notice The deadline moved because quorum came late; as in OpenZeppelin's GovernorPreventLateQuorum.
    event ProposalExtended(uint256 indexed proposalId, uint64 extendedDeadline);

    /// @notice The voting delay changed.
    event VotingDelaySet(uint256 oldVotingDelay, uint256 newVotingDelay);
    /// @notice The voting period changed.
    event VotingPeriodSet(uint256 oldVotingPeriod, uint256 newVotingPeriod);
    /// @notice The extension after a late quorum changed.
    event LateQuorumVoteExtensionSet(uint64 oldVoteExtension, uint64 newVoteExtension);

    /// @notice The turnout is zero or exceeds the whole, or there is no execution window.
    error GovernorSettingsInvalid();
    /// @notice The proposal's delay is not over.
    error ProposalNotReady(uint256 proposalId, uint256 eta);
    /// @notice After three technical refusals these calls rest.
    error CallsPaused(bytes32 callsHash, uint256 until);
    /// @notice The account acts for no identity that is active now: never enrolled, re-keyed away, suspended or lapsed.
    error IdentityInactive(address account, uint256 identityId);
    /// @notice The account has neither voice nor weight at the snapshot.
    error NoVotes(address account, uint256 timepoint);
    /// @notice There are chambers 0 and 1 only.
    error ChamberUnknown(uint8 chamber);
    /// @notice The governor relays nothing: the timelock executes.
    error RelayDisabled();
    /// @notice The timelock never changes: whatever obeys it would obey nobody.
    error TimelockFixed();

    /// @notice Proposes as `propose` does, in the name of who asked the agenda for it; from any other caller it
    /// fails with `GovernorRestrictedProposer`.
    function proposeFor(
        address proposer,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) external;

    /// @notice Changes the voting delay; only by a vote.
    function setVotingDelay(uint48 newVotingDelay) external;
    /// @notice Changes the voting period; only by a vote.
    function setVotingPeriod(uint32 newVotingPeriod) external;

    /// @notice Changes the extension after a late quorum; only by a vote.
    /// @param newVoteExtension Seconds, at most the voting period.
    function setLateQuorumVoteExtension(uint48 newVoteExtension) external;

    /// @notice Seconds that stay to vote after a late quorum.
    function lateQuorumVoteExtension() external view returns (uint48 extension);
    /// @notice Drafts, sponsors and places.
    function agenda() external view returns (IAgenda list);
    /// @notice Votes of one chamber: voices, or weight.
    /// @param chamber 0 contributors, 1 technical.
    function chamberVotes(
        uint256 proposalId,
        uint8 chamber
    ) external view returns (uint256 against, uint256 forVotes, uint256 abstain);

    /// @notice Heads of the technical chamber: one of each group whose owner voted.
    function chamberHeads(
        uint256 proposalId
    ) external view returns (uint256 against, uint256 forHeads, uint256 abstain);

    /// @notice What one chamber needs: voices for or abstaining, or heads for.
    /// @param chamber 0 contributors, 1 technical.
    function chamberQuorum(uint256 proposalId, uint8 chamber) external view returns (uint256 needed);

    /// @notice Size of one chamber at the proposal's snapshot: voices, or groups.
    /// @param chamber 0 contributors, 1 technical.
    function chamberTotal(uint256 proposalId, uint8 chamber) external view returns (uint256 total);

    /// @notice The rules a proposal was born with, and what else decides.
    /// @dev The flags: 1 totals known, 2 people active, 4 groups active, 8 contributors may decide alone after a technical
    /// refusal of the same calls, 16 of the court, 32 the technical chamber was open and is not, 64 its proposer sponsored first.
    function proposalRules(uint256 proposalId) external view returns (RuleBook.Ruleset memory rules, uint8 flags);

    /// @notice Tells whether the votes for stay below half of what a chamber needs; of class 0, whether it was stopped.
    /// @param chamber 0 contributors, 1 technical.
    function isWeak(uint256 proposalId, uint8 chamber) external view returns (bool weak);

    /// @notice Tells whether contributors passed a proposal and an active technical chamber did not, by votes or silence.
    function technicalRefused(uint256 proposalId) external view returns (bool refused);

    /// @notice Joint votes in the form other tools read: each chamber makes up half of 1e18.
    function proposalVotes(
        uint256 proposalId
    ) external view returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes);
}
