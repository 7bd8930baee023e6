// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IDepositLog} from "./IDepositLog.sol";
import {Rfc6962} from "./Rfc6962.sol";

/// @title DepositLog
/// @notice Deposits anchored in batches.
contract DepositLog is IDepositLog, EIP712 {
    bytes32 private constant LOG_HEAD = keccak256("LogHead(uint256 logId,uint64 size,bytes32 root)");

    /// @dev Two slots, written anew with every batch.
    struct Head {
        bytes32 root;
        uint64 size;
        uint64 time;
    }

    IOperatorRegistry private immutable _OPERATORS;
    IIdentityRegistry private immutable _IDENTITIES;
    mapping(uint256 logId => Head) private _heads;
    mapping(uint256 logId => uint64) private _faults;
    mapping(bytes32 fault => bool) private _proven;

    constructor(IOperatorRegistry operators, IIdentityRegistry identities) EIP712("Tilth DepositLog", "1") {
        _OPERATORS = operators;
        _IDENTITIES = identities;
    }

    /// @inheritdoc IDepositLog
    function anchor(bytes32 root, uint64 size, string calldata uri) external {
        uint256 logId = _OPERATORS.activeOperatorOf(msg.sender);
        if (root == 0) revert RootMissing();
        Head storage newest = _heads[logId];
        if (size <= newest.size) revert LogNotGrown(logId, newest.size, size);

        bytes32 previous = newest.root;
        (newest.root, newest.size, newest.time) = (root, size, uint64(block.timestamp));
        emit Anchored(logId, size, root, previous, uri);
    }

    /// @inheritdoc IDepositLog
    function proveEquivocation(uint256 logId, SignedHead calldata a, SignedHead calldata b) external {
        if (a.size != b.size) revert SizesDiffer(a.size, b.size);
        if (a.root == b.root) revert HeadsAgree(logId, a.size, a.root);
        _recordFault(logId, a, b);
        emit EquivocationProven(logId, a.size, a.root, b.root);
    }

    /// @inheritdoc IDepositLog
    function proveRewrite(
        uint256 logId,
        uint64 index,
        SignedHead calldata a,
        Inclusion calldata inA,
        SignedHead calldata b,
        Inclusion calldata inB
    ) external {
        if (inA.leafHash == inB.leafHash) revert LeavesAgree(index, inA.leafHash);
        _assertIncluded(index, a, inA);
        _assertIncluded(index, b, inB);
        _recordFault(logId, a, b);
        emit RewriteProven(logId, index, inA.leafHash, inB.leafHash);
    }

    /// @inheritdoc IDepositLog
    function head(uint256 logId) external view returns (bytes32, uint64, uint64) {
        Head storage newest = _heads[logId];
        return (newest.root, newest.size, newest.time);
    }

    /// @inheritdoc IDepositLog
    function faultsOf(uint256 logId) external view returns (uint64) {
        return _faults[logId];
    }

    function _recordFault(uint256 logId, SignedHead calldata a, SignedHead calldata b) private {
        bytes32 fault = _faultOf(logId, a, b);
        if (_proven[fault]) revert FaultKnown(logId, fault);
        _assertBacked(logId, a);
        _assertBacked(logId, b);
        _proven[fault] = true;
        ++_faults[logId];
    }

    /// @dev The operator stands behind the head it anchored last, and behind every head that an account of it signed.
    function _assertBacked(uint256 logId, SignedHead calldata it) private view {
        if (it.signature.length == 0) {
            Head storage newest = _heads[logId];
            if (it.root == 0 || it.root != newest.root || it.size != newest.size) {
                revert HeadNotAnchored(logId, it.size, it.root);
            }
            return;
        }
        if (logId == 0 || _IDENTITIES.boundTo(it.signer) != logId) revert SignerForeign(it.signer, logId);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(LOG_HEAD, logId, it.size, it.root)));
        if (!SignatureChecker.isValidSignatureNowCalldata(it.signer, digest, it.signature)) {
            revert HeadSignatureInvalid(it.signer, it.size, it.root);
        }
    }

    function _assertIncluded(uint64 index, SignedHead calldata it, Inclusion calldata leaf) private pure {
        if (!Rfc6962.isIncluded(leaf.leafHash, index, it.size, leaf.path, it.root)) {
            revert LeafNotIncluded(leaf.leafHash, index, it.size, it.root);
        }
    }

    /// @dev The same for either order of the two heads.
    function _faultOf(
        uint256 logId,
        SignedHead calldata a,
        SignedHead calldata b
    ) private pure returns (bytes32 fault) {
        bytes32 one = keccak256(abi.encode(a.size, a.root));
        bytes32 two = keccak256(abi.encode(b.size, b.root));
        return one < two ? keccak256(abi.encode(logId, one, two)) : keccak256(abi.encode(logId, two, one));
    }
}
