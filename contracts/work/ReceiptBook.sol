// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {MerklePath} from "../credits/MerklePath.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IReceiptBook} from "./IReceiptBook.sol";

/// @title ReceiptBook
/// @notice Receipts, sealed once per operator and epoch.
contract ReceiptBook is IReceiptBook, EIP712 {
    using MerklePath for bytes32[];

    bytes32 private constant SEALED_ROOT = keccak256("SealedRoot(uint256 operatorId,uint64 epoch,bytes32 root)");

    /// @dev Where a receipt was shown first, in one slot.
    struct Opening {
        uint192 operatorId;
        uint64 epoch;
    }

    IIdentityRegistry private immutable _IDENTITIES;
    mapping(uint256 operatorId => mapping(uint64 epoch => bytes32)) private _seals;
    mapping(uint256 operatorId => mapping(uint64 epoch => bool)) private _proven;
    mapping(uint256 operatorId => uint64) private _faultBlocks;
    mapping(bytes32 leaf => Opening) private _openings;

    constructor(IIdentityRegistry identities) EIP712("Tilth ReceiptBook", "1") {
        _IDENTITIES = identities;
    }

    /// @inheritdoc IReceiptBook
    function seal(uint64 epoch, bytes32 root, uint32 receipts, uint64 units, string calldata uri) external {
        // An operator's number is its identity's. That it is bonded is asked once, when the audit is drawn: asking here
        // would cost each seal a tenth more.
        (uint256 operatorId, bool active) = _IDENTITIES.standing(msg.sender);
        if (!active) revert SealerInactive(msg.sender, operatorId);
        if (root == 0 || receipts == 0) revert SealEmpty(root, receipts);
        mapping(uint64 epoch => bytes32) storage seals = _seals[operatorId];
        if (seals[epoch] != 0) revert AlreadySealed(operatorId, epoch);

        seals[epoch] = keccak256(abi.encode(root, receipts, units, uint64(block.number)));
        emit Sealed(operatorId, epoch, root, receipts, units, uri);
    }

    /// @inheritdoc IReceiptBook
    function proveEquivocation(
        uint256 operatorId,
        uint64 epoch,
        Seal calldata sealed_,
        bytes32 otherRoot,
        address signer,
        bytes calldata signature
    ) external {
        _assertSeal(operatorId, epoch, sealed_);
        if (otherRoot == sealed_.root) revert SameRoot(otherRoot);
        if (_proven[operatorId][epoch]) revert AlreadyProven(operatorId, epoch);
        // Only the account of today: a key given up after its theft could otherwise void all later work for ever.
        if (_IDENTITIES.accountOf(operatorId) != signer) revert SignerForeign(signer, operatorId);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(SEALED_ROOT, operatorId, epoch, otherRoot)));
        if (!SignatureChecker.isValidSignatureNow(signer, digest, signature)) {
            revert SealSignatureInvalid(signer, otherRoot);
        }

        _proven[operatorId][epoch] = true;
        _faultBlocks[operatorId] = uint64(block.number);
        emit EquivocationProven(operatorId, epoch, sealed_.root, otherRoot);
    }

    /// @inheritdoc IReceiptBook
    function open(
        uint256 operatorId,
        uint64 epoch,
        Seal calldata sealed_,
        bytes32 leaf,
        bytes32[] calldata proof
    ) external {
        _assertSeal(operatorId, epoch, sealed_);
        _assertLength(proof.length, sealed_.count);
        if (!proof.leadsTo(sealed_.root, leaf)) revert ReceiptNotSealed(leaf, sealed_.root);
        Opening memory first = _openings[leaf];
        if (first.operatorId != 0) revert ReceiptReplayed(leaf, first.operatorId, first.epoch);

        // Whoever sealed is enrolled, and identities are numbered from 1 upwards.
        _openings[leaf] = Opening(uint192(operatorId), epoch);
        emit ReceiptOpened(operatorId, epoch, leaf);
    }

    /// @inheritdoc IReceiptBook
    function sealOf(uint256 operatorId, uint64 epoch) external view returns (bytes32) {
        return _seals[operatorId][epoch];
    }

    /// @inheritdoc IReceiptBook
    function faultBlockOf(uint256 operatorId) external view returns (uint64) {
        return _faultBlocks[operatorId];
    }

    /// @inheritdoc IReceiptBook
    function openingOf(bytes32 leaf) external view returns (uint256, uint64) {
        Opening memory first = _openings[leaf];
        return (first.operatorId, first.epoch);
    }

    /// @inheritdoc IReceiptBook
    function isSeal(uint256 operatorId, uint64 epoch, Seal calldata sealed_) public view returns (bool) {
        return _seals[operatorId][epoch] == keccak256(abi.encode(sealed_));
    }

    function _assertSeal(uint256 operatorId, uint64 epoch, Seal calldata sealed_) private view {
        if (!isSeal(operatorId, epoch, sealed_)) revert SealUnknown(operatorId, epoch);
    }

    /// @dev The tree of n leaves is complete, so that its leaves lie at two depths at most. Inner nodes lie higher and are
    /// no receipts.
    function _assertLength(uint256 length, uint32 count) private pure {
        if (length < Math.log2(count) || length > Math.log2(2 * uint256(count) - 1)) {
            revert PathLengthInvalid(length, count);
        }
    }
}
