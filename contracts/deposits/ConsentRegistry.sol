// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {BoundedSignatures} from "./BoundedSignatures.sol";
import {ConsentChain} from "./ConsentChain.sol";
import {IConsentRegistry} from "./IConsentRegistry.sol";

/// @title ConsentRegistry
/// @notice Consent by the depositor's own signature and nothing else.
contract ConsentRegistry is IConsentRegistry, EIP712 {
    using ConsentChain for ConsentChain.Chain;

    bytes32 private constant WITHDRAWAL_TYPEHASH = keccak256("Withdrawal(bytes32 deposit,address depositor)");
    bytes32 private constant TIER_CHANGE_TYPEHASH = keccak256(
        "TierChange(bytes32 deposit,address depositor,uint8 tier,uint64 nonce)"
    );
    uint8 private constant LAST_TIER = 4;
    /// @dev What each tier allows, one byte a tier: 1 to be quoted, 2 to be trained on, 4 to be worked on where it lies.
    bytes5 private constant RIGHTS = 0x0701060400;
    uint8 private constant WITHDRAWN_CODE = 255;

    struct Consent {
        // slot 0: [0] withdrawn, [8] changed, [16..23] tier, [24] numbered, [32..95] nonce; the last two are of who signs
        bool withdrawn;
        bool changed;
        uint8 tier;
        bool numbered;
        uint64 nonce;
    }

    IIdentityRegistry private immutable _IDENTITIES;
    uint64 private immutable _EPOCH_LENGTH;
    ConsentChain.Chain private _chain;
    mapping(bytes32 key => Consent) private _consents;

    constructor(IIdentityRegistry identities, uint64 epochSeconds) EIP712("Tilth ConsentRegistry", "1") {
        if (epochSeconds == 0) revert EpochLengthMissing();
        (_IDENTITIES, _EPOCH_LENGTH) = (identities, epochSeconds);
    }

    /// @inheritdoc IConsentRegistry
    function withdraw(bytes32 deposit, address depositor, bytes calldata signature) external {
        Consent storage consent = _consents[_keyOf(deposit, depositor)];
        if (consent.withdrawn) revert AlreadyWithdrawn(deposit, depositor);
        address signer = _signer(depositor, _withdrawalDigest(deposit, depositor), signature, true, false);
        if (signer == address(0)) revert ConsentSignatureInvalid(depositor);

        bytes32 next = _withdraw(consent, _chain.head, deposit, depositor);
        _chain.moveTo(next, 1, _epoch());
    }

    /// @inheritdoc IConsentRegistry
    function withdrawMany(Withdrawal[] calldata withdrawals) external returns (uint256 taken) {
        bytes32 next = _chain.head;
        for (uint256 i = 0; i < withdrawals.length; ++i) {
            Withdrawal calldata it = withdrawals[i];
            Consent storage consent = _consents[_keyOf(it.deposit, it.depositor)];
            bytes4 fault = _faultOf(consent, it);
            if (fault == 0) {
                next = _withdraw(consent, next, it.deposit, it.depositor);
                ++taken;
            } else {
                emit ConsentSkipped(it.deposit, it.depositor, fault);
            }
        }
        if (taken != 0) _chain.moveTo(next, taken, _epoch());
    }

    /// @inheritdoc IConsentRegistry
    function changeTier(
        bytes32 deposit,
        address depositor,
        uint8 tier,
        uint64 nonce,
        bytes calldata signature
    ) external {
        Consent storage consent = _consents[_keyOf(deposit, depositor)];
        if (consent.withdrawn) revert AlreadyWithdrawn(deposit, depositor);
        if (tier > LAST_TIER) revert TierUnknown(tier);
        bytes32 digest = _tierChangeDigest(deposit, depositor, tier, nonce);
        address signer = _signer(depositor, digest, signature, _narrows(consent, tier), false);
        if (signer == address(0)) revert ConsentSignatureInvalid(depositor);
        Consent storage numbers = _consents[_keyOf(deposit, signer)];
        if (_isStale(numbers, nonce)) revert NonceStale(numbers.nonce, nonce);

        (numbers.numbered, numbers.nonce) = (true, nonce);
        bytes32 next = _changeTier(consent, _chain.head, deposit, depositor, tier, nonce);
        _chain.moveTo(next, 1, _epoch());
    }

    /// @inheritdoc IConsentRegistry
    function changeTierMany(TierChange[] calldata changes_) external returns (uint256 taken) {
        bytes32 next = _chain.head;
        for (uint256 i = 0; i < changes_.length; ++i) {
            TierChange calldata it = changes_[i];
            Consent storage consent = _consents[_keyOf(it.deposit, it.depositor)];
            (bytes4 fault, Consent storage numbers) = _faultOf(consent, it);
            if (fault == 0) {
                (numbers.numbered, numbers.nonce) = (true, it.nonce);
                next = _changeTier(consent, next, it.deposit, it.depositor, it.tier, it.nonce);
                ++taken;
            } else {
                emit ConsentSkipped(it.deposit, it.depositor, fault);
            }
        }
        if (taken != 0) _chain.moveTo(next, taken, _epoch());
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
        return _consents[_keyOf(deposit, _speakerOf(depositor))].nonce;
    }

    /// @inheritdoc IConsentRegistry
    function head() external view returns (bytes32, uint64) {
        return (_chain.head, _chain.changes);
    }

    /// @inheritdoc IConsentRegistry
    function supersededAt(bytes32 past) external view returns (uint48) {
        return _chain.supersededAt[past];
    }

    /// @inheritdoc IConsentRegistry
    function isFresh(bytes32 known, uint48 maxAge) external view returns (bool) {
        return _chain.isFresh(known, maxAge);
    }

    /// @inheritdoc IConsentRegistry
    function rootOf(uint64 epoch) external view returns (bytes32) {
        return _chain.rootOf(epoch, _epoch());
    }

    /// @inheritdoc IConsentRegistry
    function epochLength() external view returns (uint64) {
        return _EPOCH_LENGTH;
    }

    function _withdraw(
        Consent storage consent,
        bytes32 last,
        bytes32 deposit,
        address depositor
    ) private returns (bytes32 next) {
        consent.withdrawn = true;
        emit Withdrawn(deposit, depositor);
        return ConsentChain.link(last, deposit, depositor, WITHDRAWN_CODE);
    }

    function _changeTier(
        Consent storage consent,
        bytes32 last,
        bytes32 deposit,
        address depositor,
        uint8 tier,
        uint64 nonce
    ) private returns (bytes32 next) {
        (consent.changed, consent.tier) = (true, tier);
        emit TierChanged(deposit, depositor, tier, nonce);
        return ConsentChain.link(last, deposit, depositor, tier);
    }

    function _faultOf(Consent storage consent, Withdrawal calldata it) private view returns (bytes4 fault) {
        if (consent.withdrawn) return AlreadyWithdrawn.selector;
        address signer = _signer(it.depositor, _withdrawalDigest(it.deposit, it.depositor), it.signature, true, true);
        return signer == address(0) ? ConsentSignatureInvalid.selector : bytes4(0);
    }

    function _faultOf(
        Consent storage consent,
        TierChange calldata it
    ) private view returns (bytes4 fault, Consent storage numbers) {
        numbers = consent;
        if (consent.withdrawn) return (AlreadyWithdrawn.selector, numbers);
        if (it.tier > LAST_TIER) return (TierUnknown.selector, numbers);
        bytes32 digest = _tierChangeDigest(it.deposit, it.depositor, it.tier, it.nonce);
        address signer = _signer(it.depositor, digest, it.signature, _narrows(consent, it.tier), true);
        if (signer == address(0)) return (ConsentSignatureInvalid.selector, numbers);
        numbers = _consents[_keyOf(it.deposit, signer)];
        if (_isStale(numbers, it.nonce)) fault = NonceStale.selector;
    }

    /// @dev Whose signature it is, zero for a stranger's. A replaced account can be in a thief's hands: it only narrows.
    function _signer(
        address depositor,
        bytes32 digest,
        bytes calldata signature,
        bool narrows,
        bool bounded
    ) private view returns (address) {
        address speaker = _speakerOf(depositor);
        if (_isSigned(speaker, digest, signature, bounded)) return speaker;
        bool replaced = narrows && depositor != speaker;
        return replaced && _isSigned(depositor, digest, signature, bounded) ? depositor : address(0);
    }

    function _isSigned(
        address account,
        bytes32 digest,
        bytes calldata signature,
        bool bounded
    ) private view returns (bool) {
        if (bounded) return BoundedSignatures.isSignedBy(account, digest, signature);
        return SignatureChecker.isValidSignatureNowCalldata(account, digest, signature);
    }

    /// @dev The account that acts now for whoever deposited.
    function _speakerOf(address depositor) private view returns (address) {
        uint256 identityId = _IDENTITIES.boundTo(depositor);
        return identityId == 0 ? depositor : _IDENTITIES.accountOf(identityId);
    }

    /// @dev The tier of the manifest is not known here; only the last one is narrower than any.
    function _narrows(Consent storage consent, uint8 tier) private view returns (bool) {
        if (!consent.changed) return tier == LAST_TIER;
        return RIGHTS[tier] & ~RIGHTS[consent.tier] == 0;
    }

    function _isStale(Consent storage numbers, uint64 nonce) private view returns (bool) {
        return numbers.numbered && nonce <= numbers.nonce;
    }

    function _withdrawalDigest(bytes32 deposit, address depositor) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(WITHDRAWAL_TYPEHASH, deposit, depositor)));
    }

    function _tierChangeDigest(
        bytes32 deposit,
        address depositor,
        uint8 tier,
        uint64 nonce
    ) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(TIER_CHANGE_TYPEHASH, deposit, depositor, tier, nonce)));
    }

    function _epoch() private view returns (uint64) {
        return uint64(block.timestamp) / _EPOCH_LENGTH;
    }

    function _keyOf(bytes32 deposit, address depositor) private pure returns (bytes32) {
        return keccak256(abi.encode(deposit, depositor));
    }
}
