// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {Rfc6962} from "./Rfc6962.sol";

/// @title Heads of append-only logs of deposits, one log per operator.
/// @notice Every log is open to any active operator, so no single sequencer can refuse a deposit. A log is a Merkle tree
/// of RFC 6962 with SHA-256. The newest head is kept, and chains of hashes over all, so that each one that was ever anchored
/// stays provable from the events. An operator that says two things of one log leaves proof of it, which anybody may bring
/// here for good: it closes the log and costs a tenth of the stake.
contract DepositLog is EIP712, AccessManaged {
    /// @notice A head that an operator stands behind.
    struct SignedHead {
        bytes32 root;
        uint64 size;
        address signer; // account that acts or acted for the operator, a contract account (ERC-1271) too
        // over `LogHead(uint256 logId,uint64 size,bytes32 root)`; empty for the newest anchored head, and for one that
        // was shown to have been anchored
        bytes signature;
    }

    /// @notice A head that was anchored.
    struct AnchoredHead {
        uint64 size;
        bytes32 root;
    }

    /// @notice A leaf and the way from it to a root.
    struct Inclusion {
        bytes32 leafHash; // SHA-256 of 0x00 and the leaf
        bytes32[] path; // audit path, from the leaf up
    }

    /// @notice A log grew.
    /// @param uri Where the batch lies.
    event Anchored(uint256 indexed logId, uint64 size, bytes32 root, bytes32 previous, string uri);
    /// @notice A head was shown to have been anchored.
    event AnchorShown(uint256 indexed logId, uint64 size, bytes32 root);
    /// @notice A fault closed a log and cost its operator a share of the stake.
    event LogFaulted(uint256 indexed logId, bytes32 indexed fault);
    /// @notice A log may grow again, by decision.
    event LogReopened(uint256 indexed logId);
    /// @notice An operator stood behind two roots of one size.
    event EquivocationProven(uint256 indexed logId, uint64 size, bytes32 rootA, bytes32 rootB);
    /// @notice An operator stood behind two heads that hold different leaves at one place.
    /// @param index The place, from 0.
    /// @param leafA Hash of the leaf under one head.
    /// @param leafB Hash of the leaf under the other head.
    event RewriteProven(uint256 indexed logId, uint64 index, bytes32 leafA, bytes32 leafB);

    /// @notice The log did not grow.
    error LogNotGrown(uint256 logId, uint64 current, uint64 proposed);
    /// @notice A proven fault closed the log.
    error LogClosed(uint256 logId);
    /// @notice The log is open.
    error LogOpen(uint256 logId);
    /// @notice The heads are not the last ones of this chain.
    error HeadsNotInChain(uint256 logId, uint256 chain);
    /// @notice A root is never zero.
    error RootMissing();
    /// @notice Two heads of one size with the same root agree.
    error HeadsAgree(uint256 logId, uint64 size, bytes32 root);
    /// @notice Equivocation needs two heads of one size.
    error SizesDiffer(uint64 sizeA, uint64 sizeB);
    /// @notice Two leaves with the same hash agree.
    error LeavesAgree(uint64 index, bytes32 leafHash);
    /// @notice The unsigned head is not the newest one of the log, nor was it shown to have been anchored.
    error HeadNotAnchored(uint256 logId, uint64 size, bytes32 root);
    /// @notice The signer never acted for the operator.
    error SignerForeign(address signer, uint256 logId);
    /// @notice The signature is not the signer's over this head.
    error HeadSignatureInvalid(address signer, uint64 size, bytes32 root);
    /// @notice The path does not lead from the leaf at this place to the root.
    error LeafNotIncluded(bytes32 leafHash, uint64 index, uint64 size, bytes32 root);
    /// @notice These two heads were proven to contradict each other already.
    error FaultKnown(uint256 logId, bytes32 fault);

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

    /// @notice Anchors a new head of the caller's own log. One of every 256 costs a new slot.
    /// @param size Number of leaves, greater than before.
    /// @param uri Where the batch lies.
    function anchor(bytes32 root, uint64 size, string calldata uri) external {
        uint256 logId = _OPERATORS.activeOperatorOf(msg.sender);
        if (root == 0) revert RootMissing();
        emit Anchored(logId, size, root, _grow(logId, root, size), uri);
    }

    /// @notice Shows that a head was once anchored; then it counts without a signature. Anyone may call.
    /// @param chain Which chain: the number of heads anchored before it, over 256.
    /// @param before End of the chain before the head, 0 for the first of a chain: each head makes it
    /// the first 19 bytes of `keccak256(abi.encode(before, size, root))`.
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

    /// @notice Lets a closed log grow again; only by decision.
    function reopen(uint256 logId) external restricted {
        if (!_logs[logId].closed) revert LogOpen(logId);
        _logs[logId].closed = false;
        emit LogReopened(logId);
    }

    /// @notice Proves that an operator stood behind two roots of one size. Two heads count once, whichever way proven. The log is
    /// closed and the operator slashed unless a head rests on the signature of an account that was replaced since.
    /// @param b Another head of the same size.
    function proveEquivocation(uint256 logId, SignedHead calldata a, SignedHead calldata b) external {
        if (a.size != b.size) revert SizesDiffer(a.size, b.size);
        if (a.root == b.root) revert HeadsAgree(logId, a.size, a.root);
        _recordFault(logId, a, b);
        emit EquivocationProven(logId, a.size, a.root, b.root);
    }

    /// @notice Proves that an operator changed a leaf between two heads, as above.
    /// @param index The place of the leaf, from 0.
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

    /// @notice The newest head of a log.
    /// @return root Its root, 0 when empty.
    function head(uint256 logId) external view returns (bytes32, uint64) {
        return (_logs[logId].root, _logs[logId].size);
    }

    /// @notice Tells whether a fault closed a log; true from then on, unless a decision reopened it.
    function isClosed(uint256 logId) external view returns (bool) {
        return _logs[logId].closed;
    }

    /// @notice Number of pairs of heads of a log that were proven to contradict each other.
    /// @return faults 0 for a log without a proven fault.
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
