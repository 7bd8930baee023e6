// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {MerklePath} from "../credits/MerklePath.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IReceiptBook} from "./IReceiptBook.sol";

/// @notice Receipts, sealed once per operator and epoch.
contract ReceiptBook is IReceiptBook, EIP712 {
    using MerklePath for bytes32[];

    bytes32 private constant SEALED_ROOT = keccak256("SealedRoot(uint256 operatorId,uint64 epoch,bytes32 root)");

    /// @dev Epochs that can be sealed at a time: the running one and those before it.
    uint64 private constant REACH = 8;

    IIdentityRegistry private immutable _IDENTITIES;
    uint48 private immutable _EPOCH;
    mapping(uint256 operatorId => mapping(uint64 epoch => bytes32)) private _seals;
    mapping(uint256 operatorId => mapping(uint64 epoch => bool)) private _proven;
    mapping(uint256 operatorId => uint48) private _faultTimes;
    /// @dev The epoch of the opening and one, 0 before it.

    constructor(IIdentityRegistry identities, uint48 epoch) EIP712("Tilth ReceiptBook", "1") {
        if (epoch == 0) revert ReceiptEpochInvalid();
        _IDENTITIES = identities;
        _EPOCH = epoch;
    }

    /// @inheritdoc IReceiptBook
    function seal(uint64 epoch, bytes32 root, uint32 receipts, uint64 units, string calldata uri) external {
        // An operator's number is its identity's. That it is bonded is asked once, when the audit is drawn: asking here
        // would cost each seal a tenth more.
        (uint256 operatorId, bool active) = _IDENTITIES.standing(msg.sender);
        if (!active) revert SealerInactive(msg.sender, operatorId);
        uint64 current = uint64(block.timestamp / _EPOCH);
        if (epoch > current || current - epoch >= REACH) revert EpochOutOfReach(epoch, current);
        if (root == 0 || receipts == 0) revert SealEmpty(root, receipts);
        mapping(uint64 epoch => bytes32) storage seals = _seals[operatorId];
        if (seals[epoch] != 0) revert AlreadySealed(operatorId, epoch);

        seals[epoch] = keccak256(abi.encode(root, receipts, units, uint64(block.number), uint48(block.timestamp)));
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
        // Only the account of today: a key given up after its theft could otherwise void all later work for ever.
        if (_IDENTITIES.accountOf(operatorId) != signer) revert SignerForeign(signer, operatorId);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(SEALED_ROOT, operatorId, epoch, otherRoot)));
        if (!SignatureChecker.isValidSignatureNow(signer, digest, signature)) {
            revert SealSignatureInvalid(signer, otherRoot);
        }

        _prove(operatorId, epoch);
        emit EquivocationProven(operatorId, epoch, sealed_.root, otherRoot);
    }

    /// @inheritdoc IReceiptBook
    function proveReplay(
        uint256 operatorId,
        uint64[2] calldata epochs,
        Seal[2] calldata seals,
        bytes32 leaf,
        bytes32[] calldata first,
        bytes32[] calldata second
    ) external {
        _assertSealed(operatorId, epochs[0], seals[0], leaf, first);
        _assertSealed(operatorId, epochs[1], seals[1], leaf, second);
        // In one tree two paths of one leaf begin at two places; twins that are neighbours share a path that begins with
        // the leaf itself.
        bool isOnePath = keccak256(abi.encode(first)) == keccak256(abi.encode(second));
        if (epochs[0] == epochs[1] && isOnePath && (first.length == 0 || first[0] != leaf)) revert SamePlace(leaf);

        uint64 later = epochs[0] > epochs[1] ? epochs[0] : epochs[1];
        _prove(operatorId, later);
        emit ReplayProven(operatorId, later, leaf);
    }

    /// @inheritdoc IReceiptBook
    function sealOf(uint256 operatorId, uint64 epoch) external view returns (bytes32) {
        return _seals[operatorId][epoch];
    }

    /// @inheritdoc IReceiptBook
    function faultTimeOf(uint256 operatorId) external view returns (uint48) {
        return _faultTimes[operatorId];
    }

    /// @inheritdoc IReceiptBook
    function isSeal(uint256 operatorId, uint64 epoch, Seal calldata sealed_) public view returns (bool) {
        return _seals[operatorId][epoch] == keccak256(abi.encode(sealed_));
    }

    /// @dev Once per epoch, so that a fault is not proven anew whenever there is later work to void.
    function _prove(uint256 operatorId, uint64 epoch) private {
        if (_proven[operatorId][epoch]) revert AlreadyProven(operatorId, epoch);
        _proven[operatorId][epoch] = true;
        _faultTimes[operatorId] = uint48(block.timestamp);
    }

    function _assertSealed(
        uint256 operatorId,
        uint64 epoch,
        Seal calldata sealed_,
        bytes32 leaf,
        bytes32[] calldata path
    ) private view {
        _assertSeal(operatorId, epoch, sealed_);
        _assertLength(path.length, sealed_.count);
        if (!path.leadsTo(sealed_.root, leaf)) revert ReceiptNotSealed(leaf, sealed_.root);
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
