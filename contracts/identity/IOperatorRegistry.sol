// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ICourtBound} from "./ICourtBound.sol";

/// @title Those who run nodes.
/// @notice One operator per identity, under the identity's number. The stake is a refundable bond against misbehaviour,
/// never a payment.
///
///   (none) --register--> active --unbond--> unbonding --withdrawStake--> withdrawn
///                        active <--bond---- unbonding      withdrawn --bond--> active
interface IOperatorRegistry is ICourtBound {
    /// @notice The record of one operator.
    /// @param account The account that acts for it.
    /// @param identityId The identity behind it, also the operator's number.
    /// @param group The declared beneficial owner; operators of one group count as one.
    /// @param stake The bond held.
    /// @param unbondAt Unix time from which the stake may leave, 0 while bonded.
    /// @param computeClass Declared class of the machine.
    struct Operator {
        address account;
        uint256 identityId;
        bytes32 group;
        uint256 stake;
        uint64 unbondAt;
        uint8 computeClass;
    }

    /// @notice An operator registered.
    /// @param operatorId The new operator.
    /// @param account Its account.
    /// @param group Its beneficial owner.
    /// @param stake Its bond.
    event OperatorRegistered(uint256 indexed operatorId, address indexed account, bytes32 group, uint256 stake);
    /// @notice An operator bound a node or changed where it is reached.
    /// @param operatorId The operator.
    /// @param peerKey keccak256 of the peer id.
    /// @param peerId libp2p peer id in its binary form.
    /// @param endpoints Where the node is reached.
    event NodeBound(uint256 indexed operatorId, bytes32 indexed peerKey, bytes peerId, string endpoints);
    /// @notice An operator declared the key to which others seal messages for one of its nodes.
    /// @param operatorId The operator.
    /// @param peerKey keccak256 of the peer id.
    /// @param sealingKey The public key.
    event SealingKeySet(uint256 indexed operatorId, bytes32 indexed peerKey, bytes sealingKey);
    /// @notice An operator gave up a node.
    /// @param operatorId The operator.
    /// @param peerKey keccak256 of the peer id.
    event NodeUnbound(uint256 indexed operatorId, bytes32 indexed peerKey);
    /// @notice An operator added to its stake and is bonded.
    /// @param operatorId The operator.
    /// @param stake The whole bond now.
    event Bonded(uint256 indexed operatorId, uint256 stake);
    /// @notice An operator began to leave.
    /// @param operatorId The operator.
    /// @param unbondAt Unix time from which the stake may leave.
    event Unbonding(uint256 indexed operatorId, uint64 unbondAt);
    /// @notice An operator took its stake back.
    /// @param operatorId The operator.
    /// @param amount The amount returned.
    event StakeWithdrawn(uint256 indexed operatorId, uint256 amount);
    /// @notice A ruling burnt part of an operator's stake.
    /// @param operatorId The operator.
    /// @param amount The amount burnt.
    /// @param caseId The court's case.
    event Slashed(uint256 indexed operatorId, uint256 amount, uint256 indexed caseId);

    /// @notice The account has no active identity.
    error IdentityInactive(address account, uint256 identityId);
    /// @notice The identity runs an operator already.
    error IdentityTaken(uint256 identityId);
    /// @notice A group must be named.
    error GroupMissing();
    /// @notice The stake is below the minimum.
    error StakeLow(uint256 stake, uint256 minimum);
    /// @notice The account runs no operator.
    error NotOperator(address account);
    /// @notice The operator is not active.
    error OperatorInactive(uint256 operatorId);
    /// @notice The node belongs to another operator.
    error NodeKnown(bytes32 peerKey, uint256 operatorId);
    /// @notice The operator has no such node.
    error NodeUnknown(bytes32 peerKey);
    /// @notice The peer id is not that of a secp256k1 key, or of another one than the public key given.
    error PeerIdInvalid(bytes peerId);
    /// @notice The public key is not 64 bytes, or the sealing key is longer than any key.
    error KeyInvalid(uint256 length);
    /// @notice The node's key did not sign that it belongs to the account.
    error NodeSignatureInvalid(bytes32 peerKey, address account);
    /// @notice The operator is leaving already.
    error AlreadyUnbonding(uint256 operatorId, uint64 unbondAt);
    /// @notice The stake may not leave yet.
    error StakeLocked(uint256 operatorId, uint64 unbondAt);
    /// @notice There is no stake to withdraw.
    error StakeEmpty(uint256 operatorId);
    /// @notice A case that may slash the operator is still running.
    error StakeHeld(uint256 operatorId, uint48 until);
    /// @notice No operator has this number.
    error OperatorUnknown(uint256 operatorId);
    /// @notice A share is 1 to 10,000 basis points.
    error ShareInvalid(uint16 shareBp);
    /// @notice The refund was not accepted by the operator's account.
    error RefundFailed(address account, uint256 amount);

    /// @notice Registers the caller as an operator with the value sent as stake.
    /// @param group The beneficial owner.
    /// @param computeClass Declared class of the machine.
    /// @return operatorId The new operator, the number of the caller's identity.
    function register(bytes32 group, uint8 computeClass) external payable returns (uint256 operatorId);

    /// @notice Binds a node of the caller, or changes the sealing key and endpoints of a bound one.
    /// @dev The node's key signs the EIP-712 struct `NodeBinding(address account,bytes32 peerKey)`, peerKey being
    /// keccak256 of the peer id. A secp256k1 peer id is an identity multihash: 0x0025, 0x08021221, the compressed key.
    /// @param peerId libp2p peer id in its binary form.
    /// @param publicKey The node's secp256k1 key, x and y, 64 bytes.
    /// @param signature The node's signature, 65 bytes.
    /// @param sealingKey Public key to which others seal messages for the node.
    /// @param endpoints Where the node is reached.
    function bindNode(
        bytes calldata peerId,
        bytes calldata publicKey,
        bytes calldata signature,
        bytes calldata sealingKey,
        string calldata endpoints
    ) external;

    /// @notice Gives up a node of the caller.
    /// @param peerKey keccak256 of the peer id.
    function unbindNode(bytes32 peerKey) external;

    /// @notice Adds the value sent to the caller's stake and ends unbonding.
    function bond() external payable;

    /// @notice Begins to leave: the operator is inactive at once, its stake stays until the period is over.
    function unbond() external;

    /// @notice Returns the stake after the unbonding period.
    function withdrawStake() external;

    /// @notice Burns part of a stake, also of one that is leaving. Only by the court.
    /// @param operatorId The operator.
    /// @param shareBp Share of the stake in basis points.
    /// @param caseId The court's case.
    function slash(uint256 operatorId, uint16 shareBp, uint256 caseId) external;

    /// @notice Operator of an account.
    /// @param account The account.
    /// @return operatorId 0 when it runs none.
    function operatorOf(address account) external view returns (uint256 operatorId);

    /// @notice Active operator of an account; reverts when there is none.
    /// @param account The account.
    /// @return operatorId The operator.
    function activeOperatorOf(address account) external view returns (uint256 operatorId);

    /// @notice Operator of a node.
    /// @param peerKey keccak256 of the peer id.
    /// @return operatorId 0 when the node is not bound.
    function operatorOfPeer(bytes32 peerKey) external view returns (uint256 operatorId);

    /// @notice The record of an operator.
    /// @param operatorId The operator.
    /// @return record All fields, zero when unknown.
    function operator(uint256 operatorId) external view returns (Operator memory record);

    /// @notice The beneficial owner of an operator.
    /// @param operatorId The operator.
    /// @return group 0 when unknown.
    function groupOf(uint256 operatorId) external view returns (bytes32 group);

    /// @notice Tells whether an operator is bonded and its identity is active.
    /// @param operatorId The operator.
    /// @return active True when both hold.
    function isActive(uint256 operatorId) external view returns (bool active);

    /// @notice Number of operators ever registered.
    /// @return total Operators have the numbers of their identities, so this is not the last number given.
    function count() external view returns (uint256 total);

    /// @notice Number of groups ever founded.
    /// @return total Their number.
    function groupCount() external view returns (uint256 total);

    /// @notice Smallest stake of an active operator.
    /// @return amount In the chain's native unit.
    function minStake() external view returns (uint256 amount);

    /// @notice Seconds from leaving to the return of the stake.
    /// @return period The unbonding period.
    function unbondingPeriod() external view returns (uint64 period);
}
