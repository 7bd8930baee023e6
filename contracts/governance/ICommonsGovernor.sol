// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgenda} from "./IAgenda.sol";
import {ICountingBicameral} from "./ICountingBicameral.sol";
import {IDecisionRegister} from "./IDecisionRegister.sol";
import {IGovernorParameters} from "./IGovernorParameters.sol";

/// @title What the commons' governor adds to OpenZeppelin's Governor.
/// @notice States are OpenZeppelin's; what is added stands beside the arrows. What becomes of drafts says IAgenda, of
/// objections and readings IDecisionRegister.
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
interface ICommonsGovernor is ICountingBicameral, IGovernorParameters {
    /// @notice Settings at birth. Times are seconds, shares basis points. Those from `readingGap` on never change.
    /// @param votingDelay Between proposal and vote.
    /// @param votingPeriod Of the vote.
    /// @param lateExtension That stay after a late quorum.
    /// @param draftWindow In which a draft finds its sponsors and is proposed.
    /// @param peopleSponsors Sponsoring persons that suffice.
    /// @param operatorSponsors Sponsoring operators that suffice.
    /// @param liveEach Drafts and proposals that one identity may stand behind.
    /// @param peoplePlaces Live proposals of people.
    /// @param operatorPlaces Live proposals of operators.
    /// @param coolDown For which sponsors of a proposal without support wait.
    /// @param readingGap Between the end of the first vote and the begin of the second, for class 3.
    /// @param deadlockGap After a technical refusal, until contributors may decide alone.
    /// @param deadlockPause Without proposals after the third technical refusal.
    /// @param deadlockTurnout Share of voices that must be cast when contributors decide alone.
    /// @param objectionLow Share of voices whose objection prolongs the delay.
    /// @param objectionHigh Share of voices whose objection asks for a second reading.
    /// @param minExtension Added to the delay at the low share.
    /// @param maxExtension Added to the delay at the high share.
    /// @param executionWindow In which a proposal that passed is queued, and then executed once its delay is over.
    /// @param fallenDelay Shortest delay of classes 2 and 3 while the technical chamber, once open, is too small to count.
    struct Settings {
        uint32 votingDelay;
        uint32 votingPeriod;
        uint32 lateExtension;
        uint32 draftWindow;
        uint8 peopleSponsors;
        uint8 operatorSponsors;
        uint8 liveEach;
        uint8 peoplePlaces;
        uint8 operatorPlaces;
        uint32 coolDown;
        uint32 readingGap;
        uint32 deadlockGap;
        uint32 deadlockPause;
        uint16 deadlockTurnout;
        uint16 objectionLow;
        uint16 objectionHigh;
        uint32 minExtension;
        uint32 maxExtension;
        uint32 executionWindow;
        uint32 fallenDelay;
    }

    /// @notice The turnout is zero or exceeds the whole, or there is no execution window.
    error GovernorSettingsInvalid();
    /// @notice The proposal's delay is not over.
    error ProposalNotReady(uint256 proposalId, uint256 eta);
    /// @notice After three technical refusals these calls rest.
    error CallsPaused(bytes32 callsHash, uint256 until);
    /// @notice The governor relays nothing: the timelock executes.
    error RelayDisabled();
    /// @notice The timelock never changes: whatever obeys it would obey nobody.
    error TimelockFixed();

    /// @notice Drafts, sponsors and places.
    /// @return list The contract that the governor made.
    function agenda() external view returns (IAgenda list);

    /// @notice Objections, readings and refusals.
    /// @return register The contract that the governor made.
    function decisions() external view returns (IDecisionRegister register);
}
