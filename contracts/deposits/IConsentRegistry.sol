// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What depositors allow, and what they took back.
/// @notice There is no admin path and no pause. State is keyed by deposit and depositor together, so a stranger's
/// signature marks a key that no reader asks for. Signatures may be relayed by anyone and come from plain accounts or
/// from contract accounts (ERC-1271).
///
///   given --changeTier--> given at another tier --withdraw--> withdrawn (for good)
interface IConsentRegistry {
    /// @notice A depositor took a deposit back.
    /// @param deposit sha2-256 digest inside the deposit's CID.
    /// @param depositor Who signed.
    event Withdrawn(bytes32 indexed deposit, address indexed depositor);
    /// @notice A depositor changed a deposit's tier.
    /// @param deposit sha2-256 digest inside the deposit's CID.
    /// @param depositor Who signed.
    /// @param tier 0 public, 1 retrieval-only, 2 training-only, 3 federated, 4 archive-only.
    /// @param nonce The depositor's nonce for this deposit.
    event TierChanged(bytes32 indexed deposit, address indexed depositor, uint8 tier, uint64 nonce);

    /// @notice The signature is not the depositor's.
    error ConsentSignatureInvalid(address depositor);
    /// @notice The deposit was withdrawn, for good.
    error AlreadyWithdrawn(bytes32 deposit, address depositor);
    /// @notice There are tiers 0 to 4 only.
    error TierUnknown(uint8 tier);
    /// @notice The nonce must be greater than the last one used.
    error NonceStale(uint64 last, uint64 nonce);

    /// @notice Takes a deposit back for good.
    /// @param deposit sha2-256 digest inside the deposit's CID.
    /// @param depositor Who signed.
    /// @param signature Over `Withdrawal(bytes32 deposit,address depositor)`.
    function withdraw(bytes32 deposit, address depositor, bytes calldata signature) external;

    /// @notice Changes a deposit's tier.
    /// @param deposit sha2-256 digest inside the deposit's CID.
    /// @param depositor Who signed.
    /// @param tier The new tier.
    /// @param nonce Greater than the last one used for this deposit.
    /// @param signature Over `TierChange(bytes32 deposit,address depositor,uint8 tier,uint64 nonce)`.
    function changeTier(
        bytes32 deposit,
        address depositor,
        uint8 tier,
        uint64 nonce,
        bytes calldata signature
    ) external;

    /// @notice Tells whether a depositor took a deposit back.
    /// @param deposit sha2-256 digest inside the deposit's CID.
    /// @param depositor Who signed the deposit.
    /// @return withdrawn True from the withdrawal on.
    function isWithdrawn(bytes32 deposit, address depositor) external view returns (bool withdrawn);

    /// @notice The tier a depositor chose after the deposit, if any.
    /// @param deposit sha2-256 digest inside the deposit's CID.
    /// @param depositor Who signed the deposit.
    /// @return changed False while the tier of the manifest holds.
    /// @return tier The tier chosen last.
    function tierOf(bytes32 deposit, address depositor) external view returns (bool changed, uint8 tier);

    /// @notice The nonce used last for a deposit.
    /// @param deposit sha2-256 digest inside the deposit's CID.
    /// @param depositor Who signed the deposit.
    /// @return nonce 0 when none was used.
    function nonceOf(bytes32 deposit, address depositor) external view returns (uint64 nonce);
}
