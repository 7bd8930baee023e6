// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IDepositLog} from "./IDepositLog.sol";
import {Rfc6962} from "./Rfc6962.sol";

/// @notice Deposits anchored in batches.
contract DepositLog is IDepositLog, EIP712, AccessManaged {
    bytes32 private constant LOG_HEAD = keccak256("LogHead(uint256 logId,uint64 size,bytes32 root)");
    uint256 private constant CHAIN_LENGTH = 256;
    uint16 private constant FAULT_SHARE = 1_000;
    uint8 private constant DOUBTFUL = 1;
    uint8 private constant CERTAIN = 2;

    /// @dev Two slots, written anew with every batch. Who cuts a digest to 152 bits can at most be found guilty of more.
    struct Log {
        // slot 0
        bytes32 root;
        // slot 1: 256 bits
        uint64 size;
        uint32 heads;
        bool closed;
        bytes19 chain;
    }

    IOperatorRegistry private immutable _OPERATORS;
    IIdentityRegistry private immutable _IDENTITIES;
    mapping(uint256 logId => Log) private _logs;
    /// @dev Heads are in chains of hashes: a slot of its own for each would be most of what an anchor costs.
    mapping(uint256 logId => mapping(uint256 chain => bytes19 end)) private _ends;
    mapping(bytes32 headKey => bool) private _shown;
    mapping(uint256 logId => uint64) private _faults;
    mapping(bytes32 fault => uint8 strength) private _proven;

    constructor(
        address authority,
        IOperatorRegistry operators,
        IIdentityRegistry identities
    ) EIP712("Tilth DepositLog", "1") AccessManaged(authority) {
        _OPERATORS = operators;
        _IDENTITIES = identities;
    }

    /// @inheritdoc IDepositLog
    function anchor(bytes32 root, uint64 size, string calldata uri) external {
        uint256 logId = _OPERATORS.activeOperatorOf(msg.sender);
        if (root == 0) revert RootMissing();
        emit Anchored(logId, size, root, _grow(logId, root, size), uri);
    }

    /// @inheritdoc IDepositLog
    function showAnchored(uint256 logId, uint256 chain, bytes19 before, AnchoredHead[] calldata heads) external {
        bytes19 end = before;
        for (uint256 i = 0; i < heads.length; ++i) end = _link(end, heads[i].size, heads[i].root);
        Log storage log = _logs[logId];
        bool newest = log.heads != 0 && (log.heads - 1) / CHAIN_LENGTH == chain;
        if (heads.length == 0 || end != (newest ? log.chain : _ends[logId][chain])) {
            revert HeadsNotInChain(logId, chain);
        }
        _shown[_headKey(logId, heads[0].size, heads[0].root)] = true;
        emit AnchorShown(logId, heads[0].size, heads[0].root);
    }

    /// @inheritdoc IDepositLog
    function reopen(uint256 logId) external restricted {
        if (!_logs[logId].closed) revert LogOpen(logId);
        _logs[logId].closed = false;
        emit LogReopened(logId);
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
    function head(uint256 logId) external view returns (bytes32, uint64) {
        return (_logs[logId].root, _logs[logId].size);
    }

    /// @inheritdoc IDepositLog
    function isClosed(uint256 logId) external view returns (bool) {
        return _logs[logId].closed;
    }

    /// @inheritdoc IDepositLog
    function faultsOf(uint256 logId) external view returns (uint64) {
        return _faults[logId];
    }

    function _grow(uint256 logId, bytes32 root, uint64 size) private returns (bytes32 previous) {
        Log memory log = _logs[logId];
        if (log.closed) revert LogClosed(logId);
        if (size <= log.size) revert LogNotGrown(logId, log.size, size);
        if (log.heads != 0 && log.heads % CHAIN_LENGTH == 0) {
            _ends[logId][log.heads / CHAIN_LENGTH - 1] = log.chain;
            log.chain = 0;
        }
        previous = log.root;
        _logs[logId] = Log(root, size, log.heads + 1, false, _link(log.chain, size, root));
    }

    /// @dev Whoever stole an account that was replaced since can sign anything: that is a fault for all to see, and no reason
    /// to punish. The same two heads may be proven again with certainty.
    function _recordFault(uint256 logId, SignedHead calldata a, SignedHead calldata b) private {
        bytes32 fault = _faultOf(logId, a, b);
        bool certain = _isCertain(logId, a);
        certain = _isCertain(logId, b) && certain;
        uint8 known = _proven[fault];
        if (known == CERTAIN || (known == DOUBTFUL && !certain)) revert FaultKnown(logId, fault);
        _proven[fault] = certain ? CERTAIN : DOUBTFUL;
        if (known == 0) ++_faults[logId];
        if (!certain || _logs[logId].closed) return;
        _logs[logId].closed = true;
        emit LogFaulted(logId, fault);
        _OPERATORS.slash(logId, FAULT_SHARE, uint256(fault));
    }

    /// @dev The operator stands behind the heads it anchored, and behind every head that an account of it signed.
    function _isCertain(uint256 logId, SignedHead calldata it) private view returns (bool) {
        if (it.signature.length == 0) {
            Log storage log = _logs[logId];
            bool newest = it.root != 0 && it.root == log.root && it.size == log.size;
            if (!newest && !_shown[_headKey(logId, it.size, it.root)]) revert HeadNotAnchored(logId, it.size, it.root);
            return true;
        }
        if (logId == 0 || _IDENTITIES.boundTo(it.signer) != logId) revert SignerForeign(it.signer, logId);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(LOG_HEAD, logId, it.size, it.root)));
        if (!SignatureChecker.isValidSignatureNowCalldata(it.signer, digest, it.signature)) {
            revert HeadSignatureInvalid(it.signer, it.size, it.root);
        }
        return _IDENTITIES.identityOf(it.signer) == logId;
    }

    function _link(bytes19 before, uint64 size, bytes32 root) private pure returns (bytes19) {
        return bytes19(keccak256(abi.encode(before, size, root)));
    }

    function _headKey(uint256 logId, uint64 size, bytes32 root) private pure returns (bytes32) {
        return keccak256(abi.encode(logId, size, root));
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
