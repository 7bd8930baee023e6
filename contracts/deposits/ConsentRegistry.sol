// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IConsentRegistry} from "./IConsentRegistry.sol";

/// @title ConsentRegistry
/// @notice Consent by the depositor's own signature and nothing else.
contract ConsentRegistry is IConsentRegistry, EIP712 {
    bytes32 private constant WITHDRAWAL_TYPEHASH = keccak256("Withdrawal(bytes32 deposit,address depositor)");
    bytes32 private constant TIER_CHANGE_TYPEHASH = keccak256(
        "TierChange(bytes32 deposit,address depositor,uint8 tier,uint64 nonce)"
    );
    uint8 private constant LAST_TIER = 4;

    struct Consent {
        bool withdrawn;
        bool changed;
        uint8 tier;
        uint64 nonce;
    }

    mapping(bytes32 key => Consent) private _consents;

    // solhint-disable-next-line no-empty-blocks
    constructor() EIP712("Tilth ConsentRegistry", "1") {}

    /// @inheritdoc IConsentRegistry
    function withdraw(bytes32 deposit, address depositor, bytes calldata signature) external {
        Consent storage consent = _given(deposit, depositor);
        _checkSignature(depositor, keccak256(abi.encode(WITHDRAWAL_TYPEHASH, deposit, depositor)), signature);
        consent.withdrawn = true;
        emit Withdrawn(deposit, depositor);
    }

    /// @inheritdoc IConsentRegistry
    function changeTier(
        bytes32 deposit,
        address depositor,
        uint8 tier,
        uint64 nonce,
        bytes calldata signature
    ) external {
        Consent storage consent = _given(deposit, depositor);
        if (tier > LAST_TIER) revert TierUnknown(tier);
        if (consent.changed && nonce <= consent.nonce) revert NonceStale(consent.nonce, nonce);
        _checkSignature(
            depositor,
            keccak256(abi.encode(TIER_CHANGE_TYPEHASH, deposit, depositor, tier, nonce)),
            signature
        );
        consent.changed = true;
        consent.tier = tier;
        consent.nonce = nonce;
        emit TierChanged(deposit, depositor, tier, nonce);
    }

    /// @inheritdoc IConsentRegistry
    function isWithdrawn(bytes32 deposit, address depositor) external view returns (bool) {
        return _consents[_keyOf(deposit, depositor)].withdrawn;
    }

    /// @inheritdoc IConsentRegistry
    function tierOf(bytes32 deposit, address depositor) external view returns (bool, uint8) {
        Consent storage consent = _consents[_keyOf(deposit, depositor)];
        return (consent.changed, consent.tier);
    }

    /// @inheritdoc IConsentRegistry
    function nonceOf(bytes32 deposit, address depositor) external view returns (uint64) {
        return _consents[_keyOf(deposit, depositor)].nonce;
    }

    function _given(bytes32 deposit, address depositor) private view returns (Consent storage consent) {
        consent = _consents[_keyOf(deposit, depositor)];
        if (consent.withdrawn) revert AlreadyWithdrawn(deposit, depositor);
    }

    function _checkSignature(address depositor, bytes32 structHash, bytes calldata signature) private view {
        if (!SignatureChecker.isValidSignatureNow(depositor, _hashTypedDataV4(structHash), signature)) {
            revert ConsentSignatureInvalid(depositor);
        }
    }

    function _keyOf(bytes32 deposit, address depositor) private pure returns (bytes32) {
        return keccak256(abi.encode(deposit, depositor));
    }
}
