// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1155} from "@openzeppelin/contracts/interfaces/IERC1155.sol";

/// @title Credits that cannot be moved, sold or spent.
/// @notice Kinds: 0 contribution, 1 compute, 2 stewardship. All belong to an identity, whatever account acts for it.
/// `lifetime` is for attribution: only compute ever falls, when work is taken back. `recent` halves in every half-life.
/// What credits buy: `priorityOf`, the order in which gates answer when they are full, beyond the floor that every member
/// has alike. Nothing else: no vote, no seat, no floor, no price. A gate that reads anything but `priorityOf` breaks this.
interface IContributionCredits is IERC1155 {
    /// @notice Settings at birth.
    struct Settings {
        uint48 halfLife; // seconds in which `recent` halves
        uint48 epoch; // seconds of one minting epoch
        uint96 epochCeiling; // most credits of one kind an identity is minted per epoch, below 2**72
    }

    /// @notice Credits of kind 0 or 2 were minted.
    /// @param kind 0 contribution, 2 stewardship.
    event CreditsMinted(uint256 indexed identityId, uint256 indexed kind, uint256 amount, bytes32 cause);
    /// @notice An operator's compute credits were brought to its units in the work ledger, up or down.
    event CreditsClaimed(uint256 indexed identityId, uint256 units);

    /// @notice Credits do not move, and nobody may be approved to move them.
    error Soulbound();
    /// @notice There are kinds 0 to 2 only.
    error KindUnknown(uint256 kind);
    /// @notice Credits of this kind are claimed, never minted.
    error KindClaimed(uint256 kind);
    /// @notice A setting is zero, or the ceiling too large.
    error CreditSettingsInvalid();
    /// @notice No identity has this number.
    error HolderUnknown(uint256 identityId);
    /// @notice The identity earned as much of this kind as one epoch allows.
    error MintCeiling(uint256 identityId, uint256 kind, uint256 room, uint256 amount);
    /// @notice The operator has exactly its units.
    error NothingToClaim(uint256 operatorId, uint256 units);

    /// @notice Mints credits of kinds 0 and 2. Only the model registry and the court.
    /// @param kind 0 contribution, 2 stewardship.
    function mint(uint256 identityId, uint256 kind, uint256 amount, bytes32 cause) external;

    /// @notice Brings an operator's compute credits to its units in the work ledger, up or down. Anyone may call.
    function claim(uint256 operatorId) external returns (uint256 units);
    /// @notice All credits of a kind of the identity that the account acts for now.
    function lifetime(address account, uint256 kind) external view returns (uint256 amount);
    /// @notice Credits of a kind that still weigh, of the identity that the account acts for now.
    function recent(address account, uint256 kind) external view returns (uint256 amount);
    /// @notice All credits of a kind of an identity.
    function lifetimeOf(uint256 identityId, uint256 kind) external view returns (uint256 amount);

    /// @notice The one number that gates may read: the roots of the recent balances of all kinds, added up.
    /// @return priority 0 without recent credits; four times the work doubles it.
    function priorityOf(address account) external view returns (uint256 priority);

    /// @notice Settings at birth.
    function settings() external view returns (Settings memory all);
}
