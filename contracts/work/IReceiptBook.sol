// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title One sealed Merkle root of receipts per operator and epoch.
/// @notice A seal is kept as one hash; whoever needs its fields brings them back as a `Seal`. The event carries them.
interface IReceiptBook {
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

    /// @notice Seals the caller's receipts of one epoch, once. Anyone in good standing may; only the seal of an active
    /// operator of an enlisted group is ever drawn for an audit, and so earns anything.
    /// @dev Epochs go by the clock, so that nobody chooses the numbers that an audit's seed depends on.
    /// @param epoch Unix time of the work divided by an epoch's length; the running one or one of the seven before.
    /// @param uri Where the receipts lie.
    function seal(uint64 epoch, bytes32 root, uint32 receipts, uint64 units, string calldata uri) external;

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
    ) external;

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
    ) external;

    /// @notice Hash of what an operator sealed for one epoch.
    /// @return sealHash `keccak256(abi.encode(root, count, units, block number, time))`, 0 when nothing was sealed.
    function sealOf(uint256 operatorId, uint64 epoch) external view returns (bytes32 sealHash);

    /// @notice Tells whether an operator sealed exactly this for an epoch.
    function isSeal(uint256 operatorId, uint64 epoch, Seal calldata sealed_) external view returns (bool exact);

    /// @notice Time of an operator's latest proven fault.
    /// @return time Unix time, 0 when none was proven.
    function faultTimeOf(uint256 operatorId) external view returns (uint48 time);
}
