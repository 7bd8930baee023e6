// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IReceiptBook
/// @notice One sealed Merkle root of receipts per operator and epoch.
interface IReceiptBook {
    /// @notice What an operator sealed for one epoch.
    /// @param root Merkle root of the receipts.
    /// @param count Number of receipts.
    /// @param units Work they claim.
    /// @param sealedAtBlock Block of the seal.
    /// @param sealedAt Unix time of the seal.
    struct Book {
        bytes32 root;
        uint32 count;
        uint64 units;
        uint64 sealedAtBlock;
        uint64 sealedAt;
    }

    /// @notice An operator sealed an epoch.
    /// @param operatorId The operator.
    /// @param epoch The epoch.
    /// @param root Merkle root of the receipts.
    /// @param count Number of receipts.
    /// @param units Work they claim.
    /// @param uri Where the receipts lie.
    event Sealed(
        uint256 indexed operatorId,
        uint64 indexed epoch,
        bytes32 root,
        uint32 count,
        uint64 units,
        string uri
    );

    /// @notice The operator sealed this epoch already.
    error AlreadySealed(uint256 operatorId, uint64 epoch);
    /// @notice A seal needs a root and at least one receipt.
    error SealEmpty(bytes32 root, uint32 count);

    /// @notice Seals the caller's receipts of one epoch, once.
    /// @param epoch The epoch.
    /// @param root Merkle root of the receipts.
    /// @param receipts Number of receipts.
    /// @param units Work they claim.
    /// @param uri Where the receipts lie.
    function seal(uint64 epoch, bytes32 root, uint32 receipts, uint64 units, string calldata uri) external;

    /// @notice What an operator sealed for one epoch.
    /// @param operatorId The operator.
    /// @param epoch The epoch.
    /// @return record All fields, zero when nothing was sealed.
    function book(uint256 operatorId, uint64 epoch) external view returns (Book memory record);
}
