// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC5805} from "@openzeppelin/contracts/interfaces/IERC5805.sol";

/// @title The contributors' chamber: one voice per active person.
/// @notice Voices are kept by identity, so a change of account moves no vote and creates none; the standard's functions
/// translate accounts. A voice begins and ends by the clock, with a week, and so does a loan of it: nobody has to come.
///
///   (none) --seat--> to come --(from)--> at home --delegate--> lent --(term, or the delegate's voice ends)--> at home
///                    at home or lent --(until), seat--> (none)
///
/// While no loan exceeds what a delegate may hold, the sum of all votes is the number of seated persons, at every time.
/// Votes that move by the clock move without an event; `DelegateVotesChanged` tells of those that an act moved.
interface IContributorRoll is IERC5805 {
    /// @notice A person has a voice in this interval.
    /// @param from Unix time at which it begins, in the past for a voice that goes on.
    event Seated(uint256 indexed identityId, address indexed account, uint48 from, uint48 until);
    /// @notice A person's voice was taken back before its end.
    event Unseated(uint256 indexed identityId, address indexed account);
    /// @notice A person acts by another account; all votes and delegations stay with the person.
    event VoiceRekeyed(uint256 indexed identityId, address indexed oldAccount, address indexed newAccount);

    /// @notice Only the identity registry seats and unseats.
    error NotRegistry(address caller);
    /// @notice The account has no voice now.
    error NotSeated(address account);
    /// @notice The delegate holds as many voices as one member may; below 25 voices nobody may hold a second one.
    error DelegateFull(address delegatee, uint256 cap);
    /// @notice Votes are known for the past only.
    error ERC5805FutureLookup(uint256 timepoint, uint48 clock);

    /// @notice Sets when a person's voice begins and ends. A voice that runs goes on, lent or not; one that shall not be is
    /// taken back, wherever it was lent. Only by the registry.
    /// @param from Unix time: now or earlier begins now, later is the beginning of a week.
    /// @param until Unix time, the beginning of a week not more than two years ahead. Not later than `from`: no voice.
    function seat(uint256 identityId, address account, uint48 from, uint48 until) external;

    /// @notice Announces that a person acts by another account. Only by the registry.
    function rekeyed(uint256 identityId, address oldAccount, address newAccount) external;
    /// @notice Votes of an identity now: its own voice and those lent to it, as far as one delegate's votes count.
    function votesOf(uint256 identityId) external view returns (uint256 votes);

    /// @notice Votes of an identity at a past time; never changes.
    /// @return votes Its own voice and those lent to it, as far as one delegate's votes counted then.
    function pastVotesOf(uint256 identityId, uint256 timepoint) external view returns (uint256 votes);

    /// @notice Number of voices now.
    function seats() external view returns (uint256 total);

    /// @notice Number of persons with a voice now or, if those are more, when the newest have passed their probation.
    /// @return total Members, for what is theirs before they have a voice.
    function members() external view returns (uint256 total);

    /// @notice Tells whether an identity has a voice now, at home or lent.
    function hasVoice(uint256 identityId) external view returns (bool seated);
    /// @notice Tells whether an identity had a voice at a past time, at home or lent; never changes.
    function seatedAt(uint256 identityId, uint256 timepoint) external view returns (bool seated);

    /// @notice When the voice that an identity has, or will have, begins and ends.
    /// @return from Unix time, 0 when it never had one or lost it.
    function voiceOf(uint256 identityId) external view returns (uint48 from, uint48 until);

    /// @notice Since when the chamber has once had so many voices, whatever left it later.
    /// @param voices A number of voices, at least one.
    /// @return time Unix time at which an act first found so many, 0 when none has.
    function openedAt(uint256 voices) external view returns (uint48 time);

    /// @notice Until when a voice is lent.
    /// @return until Unix time at which it comes home by itself, 0 when it is at home.
    function lentUntil(address account) external view returns (uint48 until);

    /// @notice Most votes of one delegate that count now: 1 and one for every 25 voices, up to a fixed number.
    /// @return cap Number of votes, the own one included.
    function delegateCap() external view returns (uint256 cap);
}
