// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1155} from "@openzeppelin/contracts/interfaces/IERC1155.sol";

/// @title Credits that cannot be moved, sold or spent.
/// @notice Kinds: 0 contribution, 1 compute, 2 stewardship. `lifetime` is for attribution and never falls; `recent` halves
/// in every half-life and gives priority in a queue, never a price.
interface IContributionCredits is IERC1155 {
    /// @notice Settings at birth.
    /// @param halfLife Seconds in which `recent` halves.
    /// @param epoch Seconds of one minting epoch.
    /// @param epochCeiling Most credits of one kind an account earns per epoch.
    struct Settings {
        uint48 halfLife;
        uint48 epoch;
        uint96 epochCeiling;
    }

    /// @notice Credits were minted.
    /// @param to Who earned them.
    /// @param kind 0 contribution, 1 compute, 2 stewardship.
    /// @param amount How many.
    /// @param cause What earned them.
    event CreditsMinted(address indexed to, uint256 indexed kind, uint256 amount, bytes32 cause);

    /// @notice Credits do not move, and nobody may be approved to move them.
    error Soulbound();
    /// @notice There are kinds 0 to 2 only.
    error KindUnknown(uint256 kind);

    /// @notice A setting is zero.
    error CreditSettingsInvalid();
    /// @notice The account earned as much of this kind as one epoch allows.
    error MintCeiling(address to, uint256 kind, uint256 room, uint256 amount);

    /// @notice Mints credits.
    /// @param to Who earned them.
    /// @param kind 0 contribution, 1 compute, 2 stewardship.
    /// @param amount How many.
    /// @param cause What earned them.
    function mint(address to, uint256 kind, uint256 amount, bytes32 cause) external;

    /// @notice All credits of a kind an account ever earned.
    /// @param account The account.
    /// @param kind The kind.
    /// @return amount The sum.
    function lifetime(address account, uint256 kind) external view returns (uint256 amount);

    /// @notice Credits of a kind that still weigh.
    /// @param account The account.
    /// @param kind The kind.
    /// @return amount The decayed sum.
    function recent(address account, uint256 kind) external view returns (uint256 amount);

    /// @notice Settings at birth.
    /// @return all Half-life and ceiling.
    function settings() external view returns (Settings memory all);
}
