// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {MerklePath} from "../credits/MerklePath.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";

/// @title One sealed Merkle root of receipts per operator and epoch.
/// @notice A seal is kept as one hash; whoever needs its fields brings them back as a `Seal`. The event carries them.
contract ReceiptBook is EIP712 {
    using MerklePath for bytes32[];

    /// @notice What an operator sealed for one epoch.
    struct Seal {
        bytes32 root;
        uint32 count;
        uint64 units; // work they claim
        uint64 blockNumber; // block of the seal
        uint48 sealedAt; // Unix time of it
    }

    /// @notice An operator sealed an epoch.
    /// @param uri Where the receipts lie.
    event Sealed(
        uint256 indexed operatorId,
        uint64 indexed epoch,
        bytes32 root,
        uint32 count,
        uint64 units,
        string uri
    );
    /// @notice An operator signed two roots for one epoch.
    event EquivocationProven(uint256 indexed operatorId, uint64 indexed epoch, bytes32 sealedRoot, bytes32 otherRoot);
    /// @notice An operator sealed one receipt twice.
    /// @param epoch The later of the two epochs, or the only one.
    event ReplayProven(uint256 indexed operatorId, uint64 indexed epoch, bytes32 indexed leaf);

    /// @notice The account acts for no identity in good standing.
    error SealerInactive(address account, uint256 identityId);
    /// @notice An epoch lasts at least a second.
    error ReceiptEpochInvalid();
    /// @notice Only the running epoch and the seven before it can be sealed.
    error EpochOutOfReach(uint64 epoch, uint64 current);
    /// @notice The operator sealed this epoch already.
    error AlreadySealed(uint256 operatorId, uint64 epoch);
    /// @notice A seal needs a root and at least one receipt.
    error SealEmpty(bytes32 root, uint32 count);
    /// @notice The operator sealed nothing like this for the epoch.
    error SealUnknown(uint256 operatorId, uint64 epoch);
    /// @notice The other root is the sealed one.
    error SameRoot(bytes32 root);
    /// @notice The signer is not the account of the operator.
    error SignerForeign(address signer, uint256 operatorId);
    /// @notice The signature is not the signer's over this root.
    error SealSignatureInvalid(address signer, bytes32 root);
    /// @notice Both paths lead to one place.
    error SamePlace(bytes32 leaf);
    /// @notice A fault in this epoch was proven already.
    error AlreadyProven(uint256 operatorId, uint64 epoch);
    /// @notice No leaf of a tree with this many receipts has a path of this length.
    error PathLengthInvalid(uint256 length, uint32 count);
    /// @notice The path does not lead from the leaf to the sealed root.
    error ReceiptNotSealed(bytes32 leaf, bytes32 root);

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

    /// @notice Seals the caller's receipts of one epoch, once. Anyone in good standing may; only the seal of an active
    /// operator of an enlisted group is ever drawn for an audit, and so earns anything.
    /// @dev Epochs go by the clock, so that nobody chooses the numbers that an audit's seed depends on.
    /// @param epoch Unix time of the work divided by an epoch's length; the running one or one of the seven before.
    /// @param uri Where the receipts lie.
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

    /// @notice Proves that an operator signed another root than it sealed; all it sealed so far earns nothing more.
    /// @param signer The operator's account, a contract account (ERC-1271) too.
    /// @param signature Its signature over `SealedRoot(uint256 operatorId,uint64 epoch,bytes32 root)`.
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

    /// @notice Proves that an operator sealed one receipt twice: in two epochs, or at two places of one. All it sealed so
    /// far earns nothing more. A fault counts once per epoch.
    /// @param epochs The earlier and the later epoch, or one twice.
    /// @param seals What it sealed for each.
    /// @param leaf keccak256 of keccak256 of the receipt's ABI encoding.
    /// @param first Path from the leaf to the root of the first seal (OpenZeppelin Merkle tree).
    /// @param second Path from the leaf to the root of the second one.
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

    /// @notice Hash of what an operator sealed for one epoch.
    /// @return sealHash `keccak256(abi.encode(root, count, units, block number, time))`, 0 when nothing was sealed.
    function sealOf(uint256 operatorId, uint64 epoch) external view returns (bytes32) {
        return _seals[operatorId][epoch];
    }

    /// @notice Time of an operator's latest proven fault.
    /// @return time Unix time, 0 when none was proven.
    function faultTimeOf(uint256 operatorId) external view returns (uint48) {
        return _faultTimes[operatorId];
    }

    /// @notice Tells whether an operator sealed exactly this for an epoch.
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
