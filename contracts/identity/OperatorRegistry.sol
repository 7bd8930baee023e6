// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIdentityRegistry} from "./IIdentityRegistry.sol";
import {IOperatorRegistry} from "./IOperatorRegistry.sol";

/// @title OperatorRegistry
/// @notice Operators, their stakes and their nodes.
contract OperatorRegistry is IOperatorRegistry {
    uint256 private constant MAX_KEY_LENGTH = 128;

    IIdentityRegistry private immutable _IDENTITIES;
    uint256 private immutable _MIN_STAKE;
    uint64 private immutable _UNBONDING_PERIOD;

    /// @dev The record in two slots and the group, so that the frequent question `isActive` reads little.
    struct Slots {
        address account;
        uint64 unbondAt;
        uint8 computeClass;
        uint128 stake;
        uint128 identityId;
        bytes32 group;
    }

    uint256 private _count;
    mapping(uint256 operatorId => Slots) private _operators;
    mapping(address account => uint256 operatorId) private _operatorOf;
    mapping(uint256 identityId => uint256 operatorId) private _operatorOfIdentity;
    mapping(bytes32 peerKey => uint256 operatorId) private _operatorOfPeer;

    constructor(IIdentityRegistry identities, uint256 minimumStake, uint64 period) {
        _IDENTITIES = identities;
        _MIN_STAKE = minimumStake;
        _UNBONDING_PERIOD = period;
    }

    /// @inheritdoc IOperatorRegistry
    function register(bytes32 group, uint8 computeClass) external payable returns (uint256 operatorId) {
        uint256 identityId = _IDENTITIES.identityOf(msg.sender);
        if (!_IDENTITIES.isActive(identityId)) revert IdentityInactive(msg.sender, identityId);
        if (_operatorOfIdentity[identityId] != 0) revert IdentityTaken(identityId, _operatorOfIdentity[identityId]);
        if (group == 0) revert GroupMissing();
        if (msg.value < _MIN_STAKE) revert StakeLow(msg.value, _MIN_STAKE);

        operatorId = ++_count;
        _operatorOf[msg.sender] = operatorId;
        _operatorOfIdentity[identityId] = operatorId;
        // Value and identity numbers stay far below 2^128.
        _operators[operatorId] = Slots(msg.sender, 0, computeClass, uint128(msg.value), uint128(identityId), group);
        emit OperatorRegistered(operatorId, msg.sender, group, msg.value);
    }

    /// @inheritdoc IOperatorRegistry
    function bindNode(bytes calldata peerId, bytes calldata sealingKey, string calldata endpoints) external {
        uint256 operatorId = activeOperatorOf(msg.sender);
        if (peerId.length == 0 || peerId.length > MAX_KEY_LENGTH) revert KeyInvalid(peerId.length);
        if (sealingKey.length > MAX_KEY_LENGTH) revert KeyInvalid(sealingKey.length);
        bytes32 peerKey = keccak256(peerId);
        uint256 holder = _operatorOfPeer[peerKey];
        if (holder != 0 && holder != operatorId) revert NodeKnown(peerKey, holder);

        _operatorOfPeer[peerKey] = operatorId;
        emit NodeBound(operatorId, peerKey, peerId, endpoints);
        emit SealingKeySet(operatorId, peerKey, sealingKey);
    }

    /// @inheritdoc IOperatorRegistry
    function unbindNode(bytes32 peerKey) external {
        uint256 operatorId = _existingOperatorOf(msg.sender);
        if (_operatorOfPeer[peerKey] != operatorId) revert NodeUnknown(peerKey);
        delete _operatorOfPeer[peerKey];
        emit NodeUnbound(operatorId, peerKey);
    }

    /// @inheritdoc IOperatorRegistry
    function bond() external payable {
        uint256 operatorId = _existingOperatorOf(msg.sender);
        Slots storage record = _operators[operatorId];
        uint256 stake = record.stake + msg.value;
        if (stake < _MIN_STAKE) revert StakeLow(stake, _MIN_STAKE);
        record.stake = uint128(stake);
        record.unbondAt = 0;
        emit Bonded(operatorId, stake);
    }

    /// @inheritdoc IOperatorRegistry
    function unbond() external {
        uint256 operatorId = _existingOperatorOf(msg.sender);
        Slots storage record = _operators[operatorId];
        if (record.unbondAt != 0) revert AlreadyUnbonding(operatorId, record.unbondAt);
        record.unbondAt = uint64(block.timestamp) + _UNBONDING_PERIOD;
        emit Unbonding(operatorId, record.unbondAt);
    }

    /// @inheritdoc IOperatorRegistry
    function withdrawStake() external {
        uint256 operatorId = _existingOperatorOf(msg.sender);
        Slots storage record = _operators[operatorId];
        if (record.unbondAt == 0 || record.unbondAt > block.timestamp) revert StakeLocked(operatorId, record.unbondAt);
        uint256 amount = record.stake;
        record.stake = 0;
        emit StakeWithdrawn(operatorId, amount);
        // solhint-disable-next-line avoid-low-level-calls
        (bool accepted, ) = msg.sender.call{value: amount}("");
        if (!accepted) revert RefundFailed(msg.sender, amount);
    }

    /// @inheritdoc IOperatorRegistry
    function operatorOf(address account) external view returns (uint256) {
        return _operatorOf[account];
    }

    /// @inheritdoc IOperatorRegistry
    function operatorOfPeer(bytes32 peerKey) external view returns (uint256) {
        return _operatorOfPeer[peerKey];
    }

    /// @inheritdoc IOperatorRegistry
    function operator(uint256 operatorId) external view returns (Operator memory) {
        Slots storage record = _operators[operatorId];
        return
            Operator(
                record.account,
                record.identityId,
                record.group,
                record.stake,
                record.unbondAt,
                record.computeClass
            );
    }

    /// @inheritdoc IOperatorRegistry
    function groupOf(uint256 operatorId) external view returns (bytes32) {
        return _operators[operatorId].group;
    }

    /// @inheritdoc IOperatorRegistry
    function count() external view returns (uint256) {
        return _count;
    }

    /// @inheritdoc IOperatorRegistry
    function minStake() external view returns (uint256) {
        return _MIN_STAKE;
    }

    /// @inheritdoc IOperatorRegistry
    function unbondingPeriod() external view returns (uint64) {
        return _UNBONDING_PERIOD;
    }

    /// @inheritdoc IOperatorRegistry
    function activeOperatorOf(address account) public view returns (uint256 operatorId) {
        operatorId = _existingOperatorOf(account);
        if (!isActive(operatorId)) revert OperatorInactive(operatorId);
    }

    /// @inheritdoc IOperatorRegistry
    function isActive(uint256 operatorId) public view returns (bool) {
        Slots storage record = _operators[operatorId];
        return
            record.account != address(0) &&
            record.unbondAt == 0 &&
            record.stake >= _MIN_STAKE &&
            _IDENTITIES.isActive(record.identityId);
    }

    function _existingOperatorOf(address account) private view returns (uint256 operatorId) {
        operatorId = _operatorOf[account];
        if (operatorId == 0) revert NotOperator(account);
    }
}
