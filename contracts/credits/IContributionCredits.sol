// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1155} from "@openzeppelin/contracts/interfaces/IERC1155.sol";

/// @title Credits that cannot be moved, sold or spent.
/// @notice Kinds: 0 contribution, 1 compute, 2 stewardship. `lifetime` is for attribution and never falls; `recent` halves
/// in every half-life and gives priority in a queue, never a price. Kinds 0 and 2 belong to an account; compute belongs to
/// an operator, whatever account acts for it, and is claimed against the final root of verified work.
interface IContributionCredits is IERC1155 {
    /// @notice Settings at birth.
    /// @param halfLife Seconds in which `recent` halves.
    /// @param epoch Seconds of one minting epoch.
    /// @param epochCeiling Most credits of one kind an account is minted per epoch, below 2**72.
    struct Settings {
        uint48 halfLife;
        uint48 epoch;
        uint96 epochCeiling;
    }

    /// @notice Credits were minted.
    /// @param to Who earned them.
    /// @param kind 0 contribution, 1 compute, 2 stewardship.
    /// @param amount How many.
    /// @param cause What earned them; the root for compute.
    event CreditsMinted(address indexed to, uint256 indexed kind, uint256 amount, bytes32 cause);
    /// @notice The root of verified work was replaced by a newer one.
    /// @param root Merkle root of cumulative units.
    /// @param cutoff Time at which the units are counted.
    event CreditRootSet(bytes32 indexed root, uint48 cutoff);

    /// @notice Credits do not move, and nobody may be approved to move them.
    error Soulbound();
    /// @notice There are kinds 0 to 2 only.
    error KindUnknown(uint256 kind);
    /// @notice Credits of this kind are claimed, never minted.
    error KindClaimed(uint256 kind);
    /// @notice A setting is zero, or the ceiling too large.
    error CreditSettingsInvalid();
    /// @notice The account earned as much of this kind as one epoch allows.
    error MintCeiling(address to, uint256 kind, uint256 room, uint256 amount);
    /// @notice A root must not be zero, and each is newer than the last.
    error CreditRootInvalid(bytes32 root, uint48 cutoff, uint48 last);
    /// @notice The claim is not part of the final root.
    error ClaimNotInRoot(bytes32 leaf, bytes32 root);
    /// @notice The operator claimed these units already.
    error NothingToClaim(uint256 operatorId, uint256 cumulative, uint256 claimed);

    /// @notice Mints credits of kinds 0 and 2.
    /// @param identityId Who earned them.
    /// @param kind 0 contribution, 2 stewardship.
    /// @param amount How many.
    /// @param cause What earned them.
    function mint(uint256 identityId, uint256 kind, uint256 amount, bytes32 cause) external;

    /// @notice Replaces the root that compute credits are claimed against.
    /// @param root Merkle root of cumulative units.
    /// @param cutoff Time at which the units are counted, later than that of the last root.
    function setRoot(bytes32 root, uint48 cutoff) external;

    /// @notice Mints what an operator's verified work exceeds its compute credits by. Anyone may call.
    /// @param operatorId The operator.
    /// @param account Its account in the leaf.
    /// @param cumulative Its units in the leaf.
    /// @param proof Path from the leaf to the final root.
    /// @return amount How many were minted.
    function claim(
        uint256 operatorId,
        address account,
        uint256 cumulative,
        bytes32[] calldata proof
    ) external returns (uint256 amount);

    /// @notice All credits of a kind an account ever earned; of kind 1, those of the operator it acts for now.
    /// @param account The account.
    /// @param kind The kind.
    /// @return amount The sum.
    function lifetime(address account, uint256 kind) external view returns (uint256 amount);

    /// @notice Credits of a kind that still weigh; of kind 1, those of the operator the account acts for now.
    /// @param account The account.
    /// @param kind The kind.
    /// @return amount The decayed sum.
    function recent(address account, uint256 kind) external view returns (uint256 amount);

    /// @notice Compute credits an operator ever claimed.
    /// @param operatorId The operator.
    /// @return amount The sum.
    function claimed(uint256 operatorId) external view returns (uint256 amount);

    /// @notice The root that compute credits are claimed against.
    /// @return root Merkle root of cumulative units, 0 before the first.
    /// @return cutoff Time at which the units are counted.
    function creditRoot() external view returns (bytes32 root, uint48 cutoff);

    /// @notice Settings at birth.
    /// @return all Half-life and ceiling.
    function settings() external view returns (Settings memory all);
}
