// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IPersonhoodVerifier} from "./IPersonhoodVerifier.sol";

/// @title Proof of personhood by a quorum of attesting institutions.
/// @notice Evidence is `abi.encode(uint8 kind, bytes32 tag, uint64 validUntil, address[] signers, bytes[] signatures)`,
/// signers in ascending order, each signature over the EIP-712 struct
/// `Attestation(address account,uint8 kind,bytes32 tag,uint64 validUntil)`. Evidence of a double has the same form, of which
/// only the last two count: signatures of more than half of all attesters over `Double(uint256 first,uint256 second)`.
contract AttesterQuorum is IPersonhoodVerifier, EIP712, AccessManaged {
    /// @notice What evidence says.
    struct Evidence {
        uint8 kind; // 1 for a person, 2 for an institution
        bytes32 tag; // keyed uniqueness tag
        uint64 validUntil; // Unix time at which the statement ends
        address[] signers; // attesters in ascending order
        bytes[] signatures; // one per signer
    }

    /// @notice An attester joined the set.
    event AttesterListed(address indexed attester, uint8 slot);
    /// @notice An attester left the set; what it signed stays said.
    /// @param slot Its slot, which nobody has after it.
    event AttesterRemoved(address indexed attester, uint8 slot);

    /// @notice The set is too small for the quorum, has more than 64 members, or the quorum is zero.
    error QuorumImpossible(uint256 attesters, uint256 quorum);
    /// @notice The attester is listed already, or is the zero address.
    error AttesterInvalid(address attester);
    /// @notice The evidence is not the encoding described above.
    error EvidenceMalformed(uint256 length);
    /// @notice Fewer signers than needed.
    error AttestersTooFew(uint256 signers, uint256 needed);
    /// @notice Signers and signatures differ in number.
    error SignaturesMismatch(uint256 signers, uint256 signatures);
    /// @notice Signers are not in strictly ascending order, so one could count twice.
    error SignersUnordered(address previous, address signer);
    /// @notice The account is no attester.
    error AttesterUnknown(address account);
    /// @notice The signature is not the signer's.
    error AttestationInvalid(address signer);
    /// @notice The statement ended before now.
    error AttestationExpired(uint64 validUntil);
    /// @notice A third of the attesters was replaced in this quarter of a year already.
    error TooManyReplaced(uint256 limit);
    /// @notice All 64 slots were given; the next set is a new scheme.
    error SlotsExhausted();

    bytes32 private constant ATTESTATION_TYPEHASH = keccak256(
        "Attestation(address account,uint8 kind,bytes32 tag,uint64 validUntil)"
    );
    bytes32 private constant DOUBLE_TYPEHASH = keccak256("Double(uint256 first,uint256 second)");
    uint256 private constant MOST_SLOTS = 64;
    uint256 private constant QUARTER = 90 days;

    uint256 private immutable _QUORUM;
    address[] private _attesters;
    // slot 1: [0..63] slots in use, [64..71] next slot, [72..103] quarter of the last replacement, [104..111] number in it
    uint64 private _slots;
    uint8 private _nextSlot;
    uint32 private _quarter;
    uint8 private _replaced;
    mapping(address account => uint8 slotAndOne) private _slotAndOne;

    constructor(
        address authority,
        address[] memory attesterList,
        uint256 k
    ) EIP712("Tilth AttesterQuorum", "1") AccessManaged(authority) {
        if (k == 0 || k > attesterList.length || attesterList.length > MOST_SLOTS) {
            revert QuorumImpossible(attesterList.length, k);
        }
        for (uint256 i = 0; i < attesterList.length; ++i) _list(attesterList[i]);
        _attesters = attesterList;
        _QUORUM = k;
    }

    /// @notice Puts an institution in the place of another, at most a third of the list in a quarter. Only by vote.
    /// @param next An account that is none. It gets a new slot.
    function replaceAttester(address old, address next) external restricted {
        uint8 slot = slotOf(old);
        uint256 limit = Math.max(1, _attesters.length / 3);
        uint32 quarter = uint32(block.timestamp / QUARTER);
        if (quarter != _quarter) (_quarter, _replaced) = (quarter, 0);
        if (_replaced >= limit) revert TooManyReplaced(limit);
        ++_replaced;

        delete _slotAndOne[old];
        _slots &= ~(uint64(1) << slot);
        emit AttesterRemoved(old, slot);
        _list(next);
        uint256 place = 0;
        while (_attesters[place] != old) ++place;
        _attesters[place] = next;
    }

    function check(address account, bytes calldata evidence) external view returns (uint8, bytes32, uint64, uint64) {
        Evidence memory it = _decode(evidence);
        if (it.validUntil <= block.timestamp) revert AttestationExpired(it.validUntil);
        bytes32 structHash = keccak256(abi.encode(ATTESTATION_TYPEHASH, account, it.kind, it.tag, it.validUntil));
        return (it.kind, it.tag, it.validUntil, _checkSigners(structHash, it.signers, it.signatures, _QUORUM));
    }

    function checkDouble(uint256 first, uint256 second, bytes calldata evidence) external view {
        Evidence memory it = _decode(evidence);
        bytes32 structHash = keccak256(abi.encode(DOUBLE_TYPEHASH, first, second));
        _checkSigners(structHash, it.signers, it.signatures, _attesters.length / 2 + 1);
    }

    function quorum() external view returns (uint256) {
        return _QUORUM;
    }

    function slots() external view returns (uint64) {
        return _slots;
    }

    /// @notice Tells whether the account is an attester now.
    function isAttester(address account) external view returns (bool) {
        return _slotAndOne[account] != 0;
    }

    /// @notice All attesters; who replaced another stands in its place.
    function attesters() external view returns (address[] memory) {
        return _attesters;
    }

    /// @notice Slot of an attester, 0 to 63; reverts when the account is none now.
    function slotOf(address account) public view returns (uint8) {
        uint8 slotAndOne = _slotAndOne[account];
        if (slotAndOne == 0) revert AttesterUnknown(account);
        return slotAndOne - 1;
    }

    /// @notice Reads evidence without judging it.
    /// @param evidence The encoding described above; anything else reverts.
    function decode(bytes calldata evidence) external pure returns (Evidence memory decoded) {
        (decoded.kind, decoded.tag, decoded.validUntil, decoded.signers, decoded.signatures) = abi.decode(
            evidence,
            (uint8, bytes32, uint64, address[], bytes[])
        );
    }

    function _list(address attester) private {
        if (attester == address(0) || _slotAndOne[attester] != 0) revert AttesterInvalid(attester);
        uint8 slot = _nextSlot;
        if (slot == MOST_SLOTS) revert SlotsExhausted();
        (_nextSlot, _slotAndOne[attester]) = (slot + 1, slot + 1);
        _slots |= uint64(1) << slot;
        emit AttesterListed(attester, slot);
    }

    /// @dev Decoding reverts without a reason; only a call can be caught and given one.
    function _decode(bytes calldata evidence) private view returns (Evidence memory) {
        try this.decode(evidence) returns (Evidence memory decoded) {
            return decoded;
        } catch {
            revert EvidenceMalformed(evidence.length);
        }
    }

    function _checkSigners(
        bytes32 structHash,
        address[] memory signers,
        bytes[] memory signatures,
        uint256 needed
    ) private view returns (uint64 mask) {
        if (signers.length != signatures.length) revert SignaturesMismatch(signers.length, signatures.length);
        if (signers.length < needed) revert AttestersTooFew(signers.length, needed);
        bytes32 digest = _hashTypedDataV4(structHash);
        address previous = address(0);
        for (uint256 i = 0; i < signers.length; ++i) {
            address signer = signers[i];
            if (signer <= previous) revert SignersUnordered(previous, signer);
            mask |= uint64(1) << slotOf(signer);
            if (!SignatureChecker.isValidSignatureNow(signer, digest, signatures[i])) revert AttestationInvalid(signer);
            previous = signer;
        }
    }
}
