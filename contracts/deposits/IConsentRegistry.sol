// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What depositors allow, and what they took back.
/// @notice There is no admin path and no pause. State is keyed by deposit and depositor together, so a stranger's
/// signature marks a key that no reader asks for. Signatures may be relayed by anyone and come from plain accounts or
/// from contract accounts (ERC-1271).
///
/// For a depositor whose account serves or served an identity, the identity's present account signs. The account that
/// deposited, once replaced, still withdraws and narrows, and no more: from `changed` on to a tier that allows nothing new,
/// before to archive-only. Each signer counts its own nonces, so neither can use up the other's.
///
///   given --changeTier--> given at another tier --withdraw--> withdrawn (for good)
///
/// All changes form one chain of hashes: head = keccak256(abi.encode(head before, deposit, depositor, code)), where code
/// is the tier, or 255 for a withdrawal. A transaction moves the head once, however many changes it brings. Who knows
/// a head knows what was allowed then; a reader asks how old it may be.
interface IConsentRegistry {
    /// @notice A signed withdrawal.
    struct Withdrawal {
        bytes32 deposit; // sha2-256 digest inside the deposit's CID
        address depositor;
        bytes signature; // over `Withdrawal(bytes32 deposit,address depositor)`
    }

    /// @notice A signed change of tier.
    struct TierChange {
        bytes32 deposit; // sha2-256 digest inside the deposit's CID
        address depositor;
        uint8 tier;
        uint64 nonce; // greater than the last one used for this deposit
        bytes signature; // over `TierChange(bytes32 deposit,address depositor,uint8 tier,uint64 nonce)`
    }

    /// @notice A depositor took a deposit back.
    event Withdrawn(bytes32 indexed deposit, address indexed depositor);
    /// @notice A depositor changed a deposit's tier.
    /// @param tier 0 public, 1 retrieval-only, 2 training-only, 3 federated, 4 archive-only.
    event TierChanged(bytes32 indexed deposit, address indexed depositor, uint8 tier, uint64 nonce);
    /// @notice One item of a batch was left out; the others were taken.
    /// @param reason Selector of the error that the item would have met alone.
    event ConsentSkipped(bytes32 indexed deposit, address indexed depositor, bytes4 reason);
    /// @notice The chain of changes moved.
    event ConsentHeadMoved(bytes32 indexed head, uint64 changes);
    /// @notice The signature is not of one who may change this for the depositor.
    error ConsentSignatureInvalid(address depositor);
    /// @notice The deposit was withdrawn, for good.
    error AlreadyWithdrawn(bytes32 deposit, address depositor);
    /// @notice There are tiers 0 to 4 only.
    error TierUnknown(uint8 tier);
    /// @notice The nonce must be greater than the last one used.
    error NonceStale(uint64 last, uint64 nonce);

    /// @notice Takes a deposit back for good.
    function withdraw(bytes32 deposit, address depositor, bytes calldata signature) external;

    /// @notice Takes many deposits back for good. An item that would fail alone is left out and told by an event.
    /// @dev A contract account has 300,000 gas to answer here, so that none can sink the rest; alone it has no limit.
    function withdrawMany(Withdrawal[] calldata withdrawals) external returns (uint256 taken);

    /// @notice Changes a deposit's tier.
    /// @param nonce Greater than the last one used for this deposit.
    function changeTier(
        bytes32 deposit,
        address depositor,
        uint8 tier,
        uint64 nonce,
        bytes calldata signature
    ) external;

    /// @notice Changes the tiers of many deposits. An item that would fail alone is left out and told by an event.
    /// @dev A contract account has 300,000 gas to answer here, so that none can sink the rest; alone it has no limit.
    function changeTierMany(TierChange[] calldata changes_) external returns (uint256 taken);

    /// @notice Tells whether a depositor took a deposit back.
    function isWithdrawn(bytes32 deposit, address depositor) external view returns (bool withdrawn);

    /// @notice The tier a depositor chose after the deposit, if any.
    /// @return changed False while the tier of the manifest holds.
    function tierOf(bytes32 deposit, address depositor) external view returns (bool changed, uint8 tier);

    /// @notice The nonce used last for a deposit by the account that speaks for its depositor now.
    /// @return nonce 0 when none was used.
    function nonceOf(bytes32 deposit, address depositor) external view returns (uint64 nonce);

    /// @notice The head of the chain of changes.
    /// @return current 0 before the first change.
    function head() external view returns (bytes32 current, uint64 changes);

    /// @notice Tells whether a head is current or was so not long ago; false too for what was never a head.
    /// @param known The head that a reader worked with, 0 for the time before the first change.
    /// @param maxAge How many seconds ago it may have been followed by another, at most.
    function isFresh(bytes32 known, uint48 maxAge) external view returns (bool fresh);
}
