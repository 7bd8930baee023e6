// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Roots of verified work that operators claim compute credits with.
/// @notice Any active operator posts one cumulative root at a time; it becomes final when nobody disproves it within a
/// window. Leaves: `[uint256 operatorId, address account, uint256 cumulative units at the cutoff]`, OpenZeppelin standard
/// tree. One false leaf disproves a root. An operator that misses its leaf demands it; a leaf nobody can show disproves
/// the root too, so that an unpublished or made-up root never becomes final.
///
///   (none) --post--> pending --finalise, after the window--> final
///                    pending --refute, or demands unanswered at the end--> (none), poster barred
interface ISettlement {
    /// @notice The root under test.
    /// @param root Merkle root of cumulative units, 0 when none is pending.
    /// @param cutoff Time at which the units are counted.
    /// @param finalAt Time from which the root may become final.
    /// @param posterId The operator that posted it.
    /// @param demands Demanded leaves that nobody has shown.
    struct Pending {
        bytes32 root;
        uint48 cutoff;
        uint48 finalAt;
        uint128 posterId;
        uint32 demands;
    }

    /// @notice A root was posted.
    /// @param posterId The operator that posted it.
    /// @param cutoff Time at which the units are counted.
    /// @param root Merkle root of cumulative units.
    /// @param finalAt Time from which the root may become final.
    /// @param uri Where the leaves lie.
    event RootPosted(uint256 indexed posterId, uint48 indexed cutoff, bytes32 root, uint48 finalAt, string uri);
    /// @notice A root was dropped and its poster barred.
    /// @param posterId The operator that posted it.
    /// @param root The root.
    /// @param operatorId Operator of the false leaf, 0 when demanded leaves were not shown.
    event RootRefuted(uint256 indexed posterId, bytes32 indexed root, uint256 operatorId);
    /// @notice A root became final.
    /// @param root The root.
    /// @param cutoff Time at which the units are counted.
    event RootFinalised(bytes32 indexed root, uint48 cutoff);
    /// @notice An operator misses its leaf in the pending root.
    /// @param root The root.
    /// @param operatorId The operator.
    event LeafDemanded(bytes32 indexed root, uint256 indexed operatorId);
    /// @notice A demanded leaf was shown.
    /// @param root The root.
    /// @param operatorId The operator.
    event LeafShown(bytes32 indexed root, uint256 indexed operatorId);

    /// @notice The window must be at least two seconds.
    error SettlementWindowInvalid(uint48 window);
    /// @notice The operator posted a root that was disproved.
    error PosterBarred(uint256 operatorId);
    /// @notice A root is pending until this time.
    error RootPending(bytes32 root, uint48 finalAt);
    /// @notice No root is pending.
    error NothingPending();
    /// @notice A root must not be zero.
    error RootMissing();
    /// @notice The cutoff must lie after the last final one and in the past.
    error CutoffInvalid(uint48 cutoff, uint48 last, uint48 time);
    /// @notice The leaf is not part of the pending root.
    error LeafNotInRoot(bytes32 leaf, bytes32 root);
    /// @notice The leaf is true, so it disproves nothing.
    error LeafTrue(uint256 operatorId, address account, uint256 cumulative);
    /// @notice The leaf is false: refute the root with it.
    error LeafFalse(uint256 operatorId, address account, uint256 cumulative);
    /// @notice The time to demand leaves is over; there must be time left to show them.
    error DemandLate(uint48 until);
    /// @notice The operator has no credited work at the cutoff.
    error NothingOwed(uint256 operatorId, uint48 cutoff);
    /// @notice The operator demanded its leaf already.
    error AlreadyDemanded(uint256 operatorId);
    /// @notice No open demand names this operator.
    error NotDemanded(uint256 operatorId);

    /// @notice Posts a root; the caller runs an active operator. A root whose window is over becomes final first.
    /// @param cutoff Time at which the units are counted.
    /// @param root Merkle root of cumulative units.
    /// @param uri Where the leaves lie.
    function post(uint48 cutoff, bytes32 root, string calldata uri) external;

    /// @notice Drops the pending root by one false leaf of it. Anyone may call.
    /// @param operatorId Operator of the leaf.
    /// @param account Account of the leaf.
    /// @param cumulative Units of the leaf.
    /// @param proof Path from the leaf to the root.
    function refute(uint256 operatorId, address account, uint256 cumulative, bytes32[] calldata proof) external;

    /// @notice Demands the caller's own leaf, in the first half of the window.
    function demand() external;

    /// @notice Shows a demanded leaf. Anyone may call.
    /// @param operatorId Operator of the leaf.
    /// @param account Account of the leaf.
    /// @param cumulative Units of the leaf.
    /// @param proof Path from the leaf to the root.
    function show(uint256 operatorId, address account, uint256 cumulative, bytes32[] calldata proof) external;

    /// @notice Makes the pending root final after its window, or drops it when a demanded leaf was not shown. Anyone may
    /// call.
    function finalise() external;

    /// @notice The root under test.
    /// @return record All fields, zero when none is pending.
    function pending() external view returns (Pending memory record);

    /// @notice Tells whether an operator may no longer post.
    /// @param operatorId The operator.
    /// @return barred True once a root of it was disproved.
    function isBarred(uint256 operatorId) external view returns (bool barred);

    /// @notice Cutoff of the last final root.
    /// @return cutoff 0 before the first.
    function lastCutoff() external view returns (uint48 cutoff);

    /// @notice Seconds from a post to the end of its test.
    /// @return length The window.
    function window() external view returns (uint48 length);
}
