// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Heads of append-only logs of deposits, one log per operator.
/// @notice Every log is open to any active operator, so no single sequencer can refuse a deposit. A log is a Merkle tree
/// of RFC 6962 with SHA-256. The newest head is kept, and chains of hashes over all, so that each one that was ever anchored
/// stays provable from the events. An operator that says two things of one log leaves proof of it, which anybody may bring
/// here for good: it closes the log and costs a tenth of the stake.
interface IDepositLog {
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

    /// @notice Anchors a new head of the caller's own log. One of every 256 costs a new slot.
    /// @param size Number of leaves, greater than before.
    /// @param uri Where the batch lies.
    function anchor(bytes32 root, uint64 size, string calldata uri) external;

    /// @notice Shows that a head was once anchored; then it counts without a signature. Anyone may call.
    /// @param chain Which chain: the number of heads anchored before it, over 256.
    /// @param before End of the chain before the head, 0 for the first of a chain: each head makes it
    /// the first 19 bytes of `keccak256(abi.encode(before, size, root))`.
    function showAnchored(uint256 logId, uint256 chain, bytes19 before, AnchoredHead[] calldata heads) external;

    /// @notice Lets a closed log grow again; only by decision.
    function reopen(uint256 logId) external;

    /// @notice Proves that an operator stood behind two roots of one size. Two heads count once, whichever way proven. The log is
    /// closed and the operator slashed unless a head rests on the signature of an account that was replaced since.
    /// @param b Another head of the same size.
    function proveEquivocation(uint256 logId, SignedHead calldata a, SignedHead calldata b) external;

    /// @notice Proves that an operator changed a leaf between two heads, as above.
    /// @param index The place of the leaf, from 0.
    function proveRewrite(
        uint256 logId,
        uint64 index,
        SignedHead calldata a,
        Inclusion calldata inA,
        SignedHead calldata b,
        Inclusion calldata inB
    ) external;

    /// @notice The newest head of a log.
    /// @return root Its root, 0 when empty.
    function head(uint256 logId) external view returns (bytes32 root, uint64 size);

    /// @notice Tells whether a fault closed a log; true from then on, unless a decision reopened it.
    function isClosed(uint256 logId) external view returns (bool closed);

    /// @notice Number of pairs of heads of a log that were proven to contradict each other.
    /// @return faults 0 for a log without a proven fault.
    function faultsOf(uint256 logId) external view returns (uint64 faults);
}
