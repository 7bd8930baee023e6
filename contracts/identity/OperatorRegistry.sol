// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {CommonsAuthority} from "../governance/CommonsAuthority.sol";
import {IIdentityRegistry} from "./IIdentityRegistry.sol";
import {IOperatorRegistry} from "./IOperatorRegistry.sol";
import {IStakeHold} from "./IStakeHold.sol";
import {PeerIds} from "./PeerIds.sol";

/// @notice Operators, their stakes and their nodes.
contract OperatorRegistry is IOperatorRegistry, EIP712, AccessManaged {
    using PeerIds for bytes;

    bytes32 private constant BINDING_TYPEHASH = keccak256("NodeBinding(address account,bytes32 peerKey)");
    bytes32 private constant CONSENT_TYPEHASH = keccak256("GroupConsent(uint256 ownerId,uint256 memberId)");
    uint256 private constant MAX_KEY_LENGTH = 128;
    uint256 private constant WHOLE = 10_000;
    address private constant BURNT = 0x000000000000000000000000000000000000dEaD;

    /// @dev The frequent question is answered from the first slot.
    struct Record {
        // slot 0: [0..127] stake, [128..191] unbondAt, [192..199] computeClass, [200] registered
        uint128 stake;
        uint64 unbondAt;
        uint8 computeClass;
        bool registered;
        // slot 1: [0..63] ownerId, [64..111] foundedAt, [112..159] heldUntil, [160..191] groupIndex; the second and the
        // last are of the group that it founded
        uint64 ownerId;
        uint48 foundedAt;
        uint48 heldUntil;
        uint32 groupIndex;
    }

    IIdentityRegistry private immutable _IDENTITIES;
    uint256 private immutable _MIN_STAKE;
    uint64 private immutable _UNBONDING_PERIOD;

    uint256 private _count;
    mapping(uint256 operatorId => Record) private _operators;
    mapping(bytes32 peerKey => uint256 operatorId) private _operatorOfPeer;
    uint32 private _groups;

    constructor(
        address authority,
        IIdentityRegistry identities,
        uint256 minimumStake,
        uint64 period
    ) EIP712("Tilth OperatorRegistry", "1") AccessManaged(authority) {
        _IDENTITIES = identities;
        _MIN_STAKE = minimumStake;
        _UNBONDING_PERIOD = period;
    }

    function register(
        uint256 ownerId,
        uint8 computeClass,
        bytes calldata consent
    ) external payable returns (uint256 operatorId) {
        bool active;
        (operatorId, active) = _IDENTITIES.standing(msg.sender);
        if (!active) revert IdentityInactive(msg.sender, operatorId);
        Record storage record = _operators[operatorId];
        if (record.registered) revert IdentityTaken(operatorId);
        if (msg.value < _MIN_STAKE) revert StakeLow(msg.value, _MIN_STAKE);

        ++_count;
        // No chain holds 2^128 of its native unit, and no registry 2^64 identities.
        (record.stake, record.computeClass, record.registered) = (uint128(msg.value), computeClass, true);
        if (ownerId == 0 || ownerId == operatorId) {
            (record.ownerId, record.foundedAt) = (uint64(operatorId), uint48(block.timestamp));
            record.groupIndex = _groups++;
        } else {
            _checkConsent(ownerId, operatorId, consent);
            record.ownerId = uint64(ownerId);
        }
        emit OperatorRegistered(operatorId, msg.sender, groupOf(operatorId), msg.value);
    }

    function bindNode(
        bytes calldata peerId,
        bytes calldata publicKey,
        bytes calldata signature,
        bytes calldata sealingKey,
        string calldata endpoints
    ) external {
        uint256 operatorId = activeOperatorOf(msg.sender);
        if (sealingKey.length > MAX_KEY_LENGTH) revert KeyInvalid(sealingKey.length);
        if (publicKey.length != 64) revert KeyInvalid(publicKey.length);
        if (!peerId.holds(publicKey)) revert PeerIdInvalid(peerId);
        bytes32 peerKey = keccak256(peerId);
        uint256 holder = _operatorOfPeer[peerKey];
        if (holder != 0 && holder != operatorId) revert NodeKnown(peerKey, holder);
        _checkNodeSignature(peerKey, publicKey, signature);

        _operatorOfPeer[peerKey] = operatorId;
        emit NodeBound(operatorId, peerKey, peerId, endpoints);
        emit SealingKeySet(operatorId, peerKey, sealingKey);
    }

    function unbindNode(bytes32 peerKey) external {
        uint256 operatorId = _existingOperatorOf(msg.sender);
        if (_operatorOfPeer[peerKey] != operatorId) revert NodeUnknown(peerKey);
        delete _operatorOfPeer[peerKey];
        emit NodeUnbound(operatorId, peerKey);
    }

    function bond() external payable {
        uint256 operatorId = _existingOperatorOf(msg.sender);
        Record storage record = _operators[operatorId];
        uint256 stake = record.stake + msg.value;
        if (stake < _MIN_STAKE) revert StakeLow(stake, _MIN_STAKE);
        record.stake = uint128(stake);
        record.unbondAt = 0;
        emit Bonded(operatorId, stake);
    }

    function unbond() external {
        uint256 operatorId = _existingOperatorOf(msg.sender);
        Record storage record = _operators[operatorId];
        if (record.unbondAt != 0) revert AlreadyUnbonding(operatorId, record.unbondAt);
        record.unbondAt = uint64(block.timestamp) + _UNBONDING_PERIOD;
        emit Unbonding(operatorId, record.unbondAt);
    }

    function withdrawStake() external {
        uint256 operatorId = _existingOperatorOf(msg.sender);
        Record storage record = _operators[operatorId];
        if (record.unbondAt == 0 || record.unbondAt > block.timestamp) revert StakeLocked(operatorId, record.unbondAt);
        _checkHold(operatorId);
        uint256 amount = record.stake;
        if (amount == 0) revert StakeEmpty(operatorId);
        record.stake = 0;
        emit StakeWithdrawn(operatorId, amount);
        _send(msg.sender, amount);
    }

    function slash(uint256 operatorId, uint16 shareBp, uint256 caseId) external restricted {
        Record storage record = _operators[operatorId];
        if (!record.registered) revert OperatorUnknown(operatorId);
        if (shareBp == 0 || shareBp > WHOLE) revert ShareInvalid(shareBp);
        uint256 amount = (uint256(record.stake) * shareBp) / WHOLE;
        record.stake -= uint128(amount);
        emit Slashed(operatorId, amount, caseId);
        _send(BURNT, amount);
    }

    function hold(uint256 operatorId, uint48 until) external restricted {
        Record storage record = _operators[operatorId];
        if (!record.registered) revert OperatorUnknown(operatorId);
        if (until <= record.heldUntil) return;
        record.heldUntil = until;
        emit StakeHeldUntil(operatorId, until);
    }

    function operatorOf(address account) external view returns (uint256) {
        uint256 identityId = _IDENTITIES.identityOf(account);
        return _operators[identityId].registered ? identityId : 0;
    }

    function operatorOfPeer(bytes32 peerKey) external view returns (uint256) {
        return _operatorOfPeer[peerKey];
    }

    function operator(uint256 operatorId) external view returns (Operator memory known) {
        Record storage record = _operators[operatorId];
        if (!record.registered) return known;
        return
            Operator(
                _IDENTITIES.accountOf(operatorId),
                operatorId,
                groupOf(operatorId),
                record.stake,
                record.unbondAt,
                record.computeClass
            );
    }

    function groupCount() external view returns (uint256) {
        return _groups;
    }

    function groupIndex(bytes32 group) external view returns (uint256) {
        if (foundedAt(group) == 0) revert GroupUnknown(group);
        return _operators[uint256(group)].groupIndex;
    }

    function isActive(uint256 operatorId) external view returns (bool) {
        (, bool bonded) = _state(operatorId);
        return bonded && _IDENTITIES.isActive(operatorId);
    }

    function count() external view returns (uint256) {
        return _count;
    }

    function minStake() external view returns (uint256) {
        return _MIN_STAKE;
    }

    function groupOf(uint256 operatorId) public view returns (bytes32) {
        return bytes32(uint256(_operators[operatorId].ownerId));
    }

    function foundedAt(bytes32 group) public view returns (uint48) {
        return _operators[uint256(group)].foundedAt;
    }

    function activeOperatorOf(address account) public view returns (uint256 operatorId) {
        bool active;
        (operatorId, active) = _IDENTITIES.standing(account);
        (bool registered, bool bonded) = _state(operatorId);
        if (!registered) revert NotOperator(account);
        if (!active || !bonded) revert OperatorInactive(operatorId);
    }

    /// @dev Leaving does not outrun a ruling: while a case that may slash the operator runs, its stake stays.
    function _checkHold(uint256 operatorId) private view {
        uint48 until = _operators[operatorId].heldUntil;
        if (block.timestamp < until) revert StakeHeld(operatorId, until);
        address court = CommonsAuthority(authority()).court();
        if (court != address(0) && IStakeHold(court).isHeld(operatorId)) revert StakeHeld(operatorId, 0);
    }

    /// @dev Nobody joins a member's group or a stranger's: a group is who founded it and agreed.
    function _checkConsent(uint256 ownerId, uint256 memberId, bytes calldata consent) private view {
        if (foundedAt(bytes32(ownerId)) == 0) revert GroupUnknown(bytes32(ownerId));
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(CONSENT_TYPEHASH, ownerId, memberId)));
        address owner = _IDENTITIES.accountOf(ownerId);
        bool agreed = SignatureChecker.isValidSignatureNowCalldata(owner, digest, consent);
        if (!agreed || !_IDENTITIES.isActive(ownerId)) revert GroupConsentInvalid(ownerId, memberId);
    }

    function _existingOperatorOf(address account) private view returns (uint256 operatorId) {
        operatorId = _IDENTITIES.identityOf(account);
        if (!_operators[operatorId].registered) revert NotOperator(account);
    }

    /// @dev The fields are read together, so that the optimizer reads the slot once.
    function _state(uint256 operatorId) private view returns (bool registered, bool bonded) {
        Record storage record = _operators[operatorId];
        (bool known, uint256 unbondAt, uint256 stake) = (record.registered, record.unbondAt, record.stake);
        return (known, known && unbondAt == 0 && stake >= _MIN_STAKE);
    }

    /// @dev The signer's address is the hash of the public key, so a key that is no point on the curve never passes.
    function _checkNodeSignature(bytes32 peerKey, bytes calldata publicKey, bytes calldata signature) private view {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(BINDING_TYPEHASH, msg.sender, peerKey)));
        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (problem != ECDSA.RecoverError.NoError || signer != address(uint160(uint256(keccak256(publicKey))))) {
            revert NodeSignatureInvalid(peerKey, msg.sender);
        }
    }

    function _send(address to, uint256 amount) private {
        // solhint-disable-next-line avoid-low-level-calls
        (bool accepted, ) = to.call{value: amount}("");
        if (!accepted) revert RefundFailed(to, amount);
    }
}
