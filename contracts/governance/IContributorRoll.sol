// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC5805} from "@openzeppelin/contracts/interfaces/IERC5805.sol";

/// @title The contributors' chamber: one voice per active person.
/// @notice A voice starts with its owner, may be lent to another member and recalled at any time (delegate to yourself
/// or to the zero address). The sum of all votes equals the number of active persons.
interface IContributorRoll is IERC5805 {
    /// @notice A person received a voice.
    /// @param account The person's account.
    event Seated(address indexed account);
    /// @notice A person's voice was taken back.
    /// @param account The person's account.
    event Unseated(address indexed account);

    /// @notice Only the identity registry seats and unseats.
    error NotRegistry(address caller);
    /// @notice The account has a voice already.
    error AlreadySeated(address account);
    /// @notice The account has no voice.
    error NotSeated(address account);
    /// @notice The delegate holds as many voices as one member may.
    error DelegateFull(address delegatee, uint256 cap);

    /// @notice Gives a person a voice.
    /// @param account The person's account.
    function seat(address account) external;

    /// @notice Takes a person's voice back, wherever it was lent.
    /// @param account The person's account.
    function unseat(address account) external;

    /// @notice Tells whether an account has a voice.
    /// @param account The account.
    /// @return seated True for an active person.
    function isSeated(address account) external view returns (bool seated);

    /// @notice Most voices one delegate may hold.
    /// @return cap Number of voices, its own included.
    function delegateCap() external view returns (uint256 cap);
}
