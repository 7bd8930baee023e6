// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {BoundedSignatures} from "./BoundedSignatures.sol";

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
contract ConsentRegistry is EIP712 {
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
    bytes32 private _head;
    uint64 private _changes;
    mapping(bytes32 head => uint48) private _supersededAt;
    mapping(bytes32 key => Consent) private _consents;

    constructor(IIdentityRegistry identities) EIP712("Tilth ConsentRegistry", "1") {
        _IDENTITIES = identities;
    }

    /// @notice Takes a deposit back for good.
    function withdraw(bytes32 deposit, address depositor, bytes calldata signature) external {
        Consent storage consent = _consents[_keyOf(deposit, depositor)];
        if (consent.withdrawn) revert AlreadyWithdrawn(deposit, depositor);
        address signer = _signer(depositor, _withdrawalDigest(deposit, depositor), signature, true, false);
        if (signer == address(0)) revert ConsentSignatureInvalid(depositor);

        _moveTo(_withdraw(consent, _head, deposit, depositor), 1);
    }

    /// @notice Takes many deposits back for good. An item that would fail alone is left out and told by an event.
    /// @dev A contract account has 300,000 gas to answer here, so that none can sink the rest; alone it has no limit.
    function withdrawMany(Withdrawal[] calldata withdrawals) external returns (uint256 taken) {
        bytes32 next = _head;
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
        if (taken != 0) _moveTo(next, taken);
    }

    /// @notice Changes a deposit's tier.
    /// @param nonce Greater than the last one used for this deposit.
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
        _moveTo(_changeTier(consent, _head, deposit, depositor, tier, nonce), 1);
    }

    /// @notice Changes the tiers of many deposits. An item that would fail alone is left out and told by an event.
    /// @dev A contract account has 300,000 gas to answer here, so that none can sink the rest; alone it has no limit.
    function changeTierMany(TierChange[] calldata changes_) external returns (uint256 taken) {
        bytes32 next = _head;
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
        if (taken != 0) _moveTo(next, taken);
    }

    /// @notice Tells whether a depositor took a deposit back.
    function isWithdrawn(bytes32 deposit, address depositor) external view returns (bool) {
        return _consents[_keyOf(deposit, depositor)].withdrawn;
    }

    /// @notice The tier a depositor chose after the deposit, if any.
    /// @return changed False while the tier of the manifest holds.
    function tierOf(bytes32 deposit, address depositor) external view returns (bool, uint8) {
        Consent storage consent = _consents[_keyOf(deposit, depositor)];
        return (consent.changed, consent.tier);
    }

    /// @notice The nonce used last for a deposit by the account that speaks for its depositor now.
    /// @return nonce 0 when none was used.
    function nonceOf(bytes32 deposit, address depositor) external view returns (uint64) {
        return _consents[_keyOf(deposit, _speakerOf(depositor))].nonce;
    }

    /// @notice The head of the chain of changes.
    /// @return current 0 before the first change.
    function head() external view returns (bytes32, uint64) {
        return (_head, _changes);
    }

    /// @notice Tells whether a head is current or was so not long ago; false too for what was never a head.
    /// @param known The head that a reader worked with, 0 for the time before the first change.
    /// @param maxAge How many seconds ago it may have been followed by another, at most.
    function isFresh(bytes32 known, uint48 maxAge) external view returns (bool) {
        if (known == _head) return true;
        uint256 since = _supersededAt[known];
        return since != 0 && block.timestamp - since <= maxAge;
    }

    function _moveTo(bytes32 next, uint256 count) private {
        _supersededAt[_head] = uint48(block.timestamp);
        // A block holds far fewer than 2^64 changes, and the chain too.
        (_head, _changes) = (next, _changes + uint64(count));
        emit ConsentHeadMoved(next, _changes);
    }

    function _withdraw(
        Consent storage consent,
        bytes32 last,
        bytes32 deposit,
        address depositor
    ) private returns (bytes32 next) {
        consent.withdrawn = true;
        emit Withdrawn(deposit, depositor);
        return keccak256(abi.encode(last, deposit, depositor, WITHDRAWN_CODE));
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
        return keccak256(abi.encode(last, deposit, depositor, tier));
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

    function _keyOf(bytes32 deposit, address depositor) private pure returns (bytes32) {
        return keccak256(abi.encode(deposit, depositor));
    }
}
