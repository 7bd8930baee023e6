// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Decay} from "./Decay.sol";
import {IContributionCredits} from "./IContributionCredits.sol";

/// @title ContributionCredits
/// @notice Soulbound credits with a lifetime and a decaying balance.
contract ContributionCredits is IContributionCredits, ERC1155, AccessManaged {
    uint256 private constant LAST_KIND = 2;

    /// @dev The decaying balance and what was minted in the latest epoch, in one slot.
    struct Recent {
        uint96 value;
        uint96 minted;
        uint64 time;
    }

    uint48 private immutable _HALF_LIFE;
    uint48 private immutable _EPOCH;
    uint96 private immutable _EPOCH_CEILING;
    mapping(address account => mapping(uint256 kind => Recent)) private _recent;

    constructor(address authority, Settings memory all) ERC1155("") AccessManaged(authority) {
        if (all.halfLife == 0 || all.epoch == 0 || all.epochCeiling == 0) revert CreditSettingsInvalid();
        _HALF_LIFE = all.halfLife;
        _EPOCH = all.epoch;
        _EPOCH_CEILING = all.epochCeiling;
    }

    /// @inheritdoc IContributionCredits
    function mint(address to, uint256 kind, uint256 amount, bytes32 cause) external restricted {
        if (kind > LAST_KIND) revert KindUnknown(kind);
        uint96 minted = _mintedInEpoch(_recent[to][kind]);
        if (amount > _EPOCH_CEILING - minted) revert MintCeiling(to, kind, _EPOCH_CEILING - minted, amount);
        // The amount fits, for it is at most the ceiling.
        _recent[to][kind] = Recent(
            SafeCast.toUint96(recent(to, kind) + amount),
            minted + uint96(amount),
            uint64(block.timestamp)
        );
        uint256[] memory kinds = new uint256[](1);
        uint256[] memory amounts = new uint256[](1);
        kinds[0] = kind;
        amounts[0] = amount;
        // No acceptance check: a contract account earns like any other.
        _update(address(0), to, kinds, amounts);
        emit CreditsMinted(to, kind, amount, cause);
    }

    /// @inheritdoc IContributionCredits
    function lifetime(address account, uint256 kind) external view returns (uint256) {
        return balanceOf(account, kind);
    }

    /// @inheritdoc IContributionCredits
    function settings() external view returns (Settings memory) {
        return Settings(_HALF_LIFE, _EPOCH, _EPOCH_CEILING);
    }

    /// @inheritdoc IContributionCredits
    function recent(address account, uint256 kind) public view returns (uint256) {
        Recent storage balance = _recent[account][kind];
        return Decay.decay(balance.value, block.timestamp - balance.time, _HALF_LIFE);
    }

    function _update(address from, address to, uint256[] memory ids, uint256[] memory values) internal override {
        if (from != address(0)) revert Soulbound();
        super._update(from, to, ids, values);
    }

    function _setApprovalForAll(address, address, bool) internal pure override {
        revert Soulbound();
    }

    function _mintedInEpoch(Recent memory balance) private view returns (uint96) {
        return balance.time / _EPOCH == block.timestamp / _EPOCH ? balance.minted : 0;
    }
}
