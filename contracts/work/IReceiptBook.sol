// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title One sealed Merkle root of receipts per operator and epoch.
/// @notice A seal is kept as one hash; whoever needs its fields brings them back as a `Seal`. The event carries them.
interface IReceiptBook {
    /// @notice What an operator sealed for one epoch.
    /// @param root Merkle root of the receipts.
    /// @param count Number of receipts.
    /// @param units Work they claim.
    /// @param blockNumber Block of the seal.
    struct Seal {
        bytes32 root;
        uint32 count;
        uint64 units;
        uint64 blockNumber;
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
    /// @notice An operator signed two roots for one epoch.
    /// @param operatorId The operator.
    /// @param epoch The epoch.
    /// @param sealedRoot The root on chain.
    /// @param otherRoot The root it signed as well.
    event EquivocationProven(uint256 indexed operatorId, uint64 indexed epoch, bytes32 sealedRoot, bytes32 otherRoot);
    /// @notice A sealed receipt was shown on chain.
    /// @param operatorId The operator that sealed it.
    /// @param epoch The epoch.
    /// @param leaf The receipt's leaf.
    event ReceiptOpened(uint256 indexed operatorId, uint64 indexed epoch, bytes32 indexed leaf);

    /// @notice The account acts for no identity in good standing.
    error SealerInactive(address account, uint256 identityId);
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
    /// @notice The equivocation was proven already.
    error AlreadyProven(uint256 operatorId, uint64 epoch);
    /// @notice No leaf of a tree with this many receipts has a path of this length.
    error PathLengthInvalid(uint256 length, uint32 count);
    /// @notice The path does not lead from the leaf to the sealed root.
    error ReceiptNotSealed(bytes32 leaf, bytes32 root);
    /// @notice The receipt was shown before, here or in another epoch or book.
    error ReceiptReplayed(bytes32 leaf, uint256 operatorId, uint64 epoch);

    /// @notice Seals the caller's receipts of one epoch, once. Anyone in good standing may; only an active operator's seal
    /// is ever drawn for an audit, and so earns anything.
    /// @param epoch The epoch.
    /// @param root Merkle root of the receipts.
    /// @param receipts Number of receipts.
    /// @param units Work they claim.
    /// @param uri Where the receipts lie.
    function seal(uint64 epoch, bytes32 root, uint32 receipts, uint64 units, string calldata uri) external;

    /// @notice Proves that an operator signed another root than it sealed; all it sealed so far earns nothing more.
    /// @param operatorId The operator.
    /// @param epoch The epoch.
    /// @param sealed_ What it sealed.
    /// @param otherRoot The root it signed as well.
    /// @param signer The operator's account, a contract account (ERC-1271) too.
    /// @param signature Its signature over `SealedRoot(uint256 operatorId,uint64 epoch,bytes32 root)`.
    function proveEquivocation(
        uint256 operatorId,
        uint64 epoch,
        Seal calldata sealed_,
        bytes32 otherRoot,
        address signer,
        bytes calldata signature
    ) external;

    /// @notice Shows one sealed receipt. A receipt counts once, whoever sealed it and in whatever epoch.
    /// @param operatorId The operator that sealed it.
    /// @param epoch The epoch.
    /// @param sealed_ What was sealed.
    /// @param leaf keccak256 of keccak256 of the receipt's ABI encoding.
    /// @param proof Path from the leaf to the root (OpenZeppelin Merkle tree).
    function open(
        uint256 operatorId,
        uint64 epoch,
        Seal calldata sealed_,
        bytes32 leaf,
        bytes32[] calldata proof
    ) external;

    /// @notice Hash of what an operator sealed for one epoch.
    /// @param operatorId The operator.
    /// @param epoch The epoch.
    /// @return sealHash `keccak256(abi.encode(root, count, units, block number))`, 0 when nothing was sealed.
    function sealOf(uint256 operatorId, uint64 epoch) external view returns (bytes32 sealHash);

    /// @notice Tells whether an operator sealed exactly this for an epoch.
    /// @param operatorId The operator.
    /// @param epoch The epoch.
    /// @param sealed_ What it may have sealed.
    /// @return exact True when it did.
    function isSeal(uint256 operatorId, uint64 epoch, Seal calldata sealed_) external view returns (bool exact);

    /// @notice Block of an operator's latest proven equivocation.
    /// @param operatorId The operator.
    /// @return blockNumber 0 when none was proven.
    function faultBlockOf(uint256 operatorId) external view returns (uint64 blockNumber);

    /// @notice Where a receipt was shown.
    /// @param leaf The receipt's leaf.
    /// @return operatorId The operator that sealed it, 0 when it was never shown.
    /// @return epoch The epoch.
    function openingOf(bytes32 leaf) external view returns (uint256 operatorId, uint64 epoch);
}
