// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC5805} from "@openzeppelin/contracts/interfaces/IERC5805.sol";

/// @title The contributors' chamber: one voice per active person.
/// @notice Voices are kept by identity, so a change of account moves no vote and creates none; the standard's functions
/// translate accounts. A voice starts with its owner, may be lent to another member for a term and recalled at any time
/// (delegate to yourself or to the zero address). The sum of all votes is the number of seated persons.
interface IContributorRoll is IERC5805 {
    /// @notice A person received a voice.
    /// @param identityId The person.
    /// @param account The person's account.
    event Seated(uint256 indexed identityId, address indexed account);
    /// @notice A person's voice was taken back.
    /// @param identityId The person.
    /// @param account The person's account.
    event Unseated(uint256 indexed identityId, address indexed account);
    /// @notice A person acts by another account; all votes and delegations stay with the person.
    /// @param identityId The person.
    /// @param oldAccount The account that acted.
    /// @param newAccount The account that acts.
    event VoiceRekeyed(uint256 indexed identityId, address indexed oldAccount, address indexed newAccount);

    /// @notice Only the identity registry seats and unseats.
    error NotRegistry(address caller);
    /// @notice The identity has a voice already.
    error AlreadySeated(uint256 identityId);
    /// @notice The account has no voice.
    error NotSeated(address account);
    /// @notice The delegate holds as many voices as one member may.
    error DelegateFull(address delegatee, uint256 cap);
    /// @notice The account's voice is not lent.
    error NotLent(address account);
    /// @notice The voice is lent until then.
    error LentUntil(address account, uint48 until);
    /// @notice Votes are known for the past only.
    error ERC5805FutureLookup(uint256 timepoint, uint48 clock);

    /// @notice Gives a person a voice.
    /// @param identityId The person.
    /// @param account The person's account.
    function seat(uint256 identityId, address account) external;

    /// @notice Takes a person's voice back, wherever it was lent.
    /// @param identityId The person.
    /// @param account The person's account.
    function unseat(uint256 identityId, address account) external;

    /// @notice Announces that a person acts by another account.
    /// @param identityId The person.
    /// @param oldAccount The account that acted.
    /// @param newAccount The account that acts.
    function rekeyed(uint256 identityId, address oldAccount, address newAccount) external;

    /// @notice Returns a lent voice to its owner once the term is over or the delegate has no seat; anyone may send it.
    /// @param account The owner's account.
    function recall(address account) external;

    /// @notice Votes of an identity now.
    /// @param identityId The identity.
    /// @return votes Its own voice and those lent to it.
    function votesOf(uint256 identityId) external view returns (uint256 votes);

    /// @notice Votes of an identity at a past time; never changes.
    /// @param identityId The identity.
    /// @param timepoint Unix time before now.
    /// @return votes Its own voice and those lent to it.
    function pastVotesOf(uint256 identityId, uint256 timepoint) external view returns (uint256 votes);

    /// @notice Number of voices now.
    /// @return total Seated persons.
    function seats() external view returns (uint256 total);

    /// @notice Tells whether an account acts for a person who has a voice.
    /// @param account The account.
    /// @return seated True for a seated person.
    function isSeated(address account) external view returns (bool seated);

    /// @notice Tells whether an identity has a voice.
    /// @param identityId The identity.
    /// @return seated True for a seated person.
    function hasVoice(uint256 identityId) external view returns (bool seated);

    /// @notice Tells whether a voice of an identity existed at a time, lent or not.
    /// @param identityId The identity.
    /// @param timepoint Unix time in the past.
    /// @return seated True when it did.
    function seatedAt(uint256 identityId, uint256 timepoint) external view returns (bool seated);

    /// @notice Until when a voice is lent.
    /// @param account The owner's account.
    /// @return until Unix time from which anyone may recall it, 0 when it is not lent.
    function lentUntil(address account) external view returns (uint48 until);

    /// @notice Most voices one delegate may hold.
    /// @return cap Number of voices, its own included.
    function delegateCap() external view returns (uint256 cap);

    /// @notice Seconds for which a voice is lent.
    /// @return term The term.
    function delegationTerm() external view returns (uint48 term);
}
