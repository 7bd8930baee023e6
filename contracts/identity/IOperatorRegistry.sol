// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Those who run nodes.
/// @notice One operator per identity, under the identity's number. The stake is a refundable bond against misbehaviour,
/// never a payment.
///
/// A group is its owner: an operator founds its own, or joins that of another who signed for it, for good. Operators of one
/// group count as one, and its owner speaks for it.
///
///   (none) --register--> active --unbond--> unbonding --withdrawStake--> withdrawn
///                        active <--bond---- unbonding      withdrawn --bond--> active
interface IOperatorRegistry {
    /// @notice The record of one operator.
    struct Operator {
        address account; // the account that acts for it
        uint256 identityId; // the identity behind it, also the operator's number
        bytes32 group; // the identity of its group's owner, as a word
        uint256 stake; // the bond held
        uint64 unbondAt; // Unix time from which the stake may leave, 0 while bonded
        uint8 computeClass; // declared class of the machine
    }

    /// @notice An operator registered; it founded a group when the group is its own.
    event OperatorRegistered(uint256 indexed operatorId, address indexed account, bytes32 group, uint256 stake);
    /// @notice An operator bound a node or changed where it is reached.
    event NodeBound(uint256 indexed operatorId, bytes32 indexed peerKey, bytes peerId, string endpoints);
    /// @notice An operator declared the key to which others seal messages for one of its nodes.
    event SealingKeySet(uint256 indexed operatorId, bytes32 indexed peerKey, bytes sealingKey);
    /// @notice An operator gave up a node.
    event NodeUnbound(uint256 indexed operatorId, bytes32 indexed peerKey);
    /// @notice An operator added to its stake and is bonded.
    event Bonded(uint256 indexed operatorId, uint256 stake);
    /// @notice An operator began to leave.
    event Unbonding(uint256 indexed operatorId, uint64 unbondAt);
    /// @notice An operator took its stake back.
    event StakeWithdrawn(uint256 indexed operatorId, uint256 amount);
    /// @notice Part of an operator's stake was burnt.
    /// @param caseId The court's case, or what the caller burns for.
    event Slashed(uint256 indexed operatorId, uint256 amount, uint256 indexed caseId);

    /// @notice An operator's stake stays until then, whatever else would let it go.
    event StakeHeldUntil(uint256 indexed operatorId, uint48 until);

    /// @notice The account has no active identity.
    error IdentityInactive(address account, uint256 identityId);
    /// @notice The identity runs an operator already.
    error IdentityTaken(uint256 identityId);
    /// @notice No operator founded this group.
    error GroupUnknown(bytes32 group);
    /// @notice The group's owner is not active, or did not sign for this member.
    error GroupConsentInvalid(uint256 ownerId, uint256 memberId);
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
    /// @notice A proof holds the stake until then, or, with 0, an open case that may slash the operator.
    error StakeHeld(uint256 operatorId, uint48 until);
    /// @notice No operator has this number.
    error OperatorUnknown(uint256 operatorId);
    /// @notice A share is 1 to 10,000 basis points.
    error ShareInvalid(uint16 shareBp);
    /// @notice The refund was not accepted by the operator's account.
    error RefundFailed(address account, uint256 amount);

    /// @notice Registers the caller as an operator with the value sent as stake.
    /// @dev The owner's account signs the EIP-712 struct `GroupConsent(uint256 ownerId,uint256 memberId)`. The owner is an
    /// operator that founded its group, with an active identity.
    /// @param ownerId The identity that owns the group to join; 0 or the caller's own founds a group.
    /// @param consent The owner's signature; ignored when a group is founded.
    /// @return operatorId The new operator, the number of the caller's identity.
    function register(
        uint256 ownerId,
        uint8 computeClass,
        bytes calldata consent
    ) external payable returns (uint256 operatorId);

    /// @notice Binds a node of the caller, or changes the sealing key and endpoints of a bound one.
    /// @dev The node's key signs the EIP-712 struct `NodeBinding(address account,bytes32 peerKey)`, peerKey being
    /// keccak256 of the peer id. A secp256k1 peer id is an identity multihash: 0x0025, 0x08021221, the compressed key.
    /// @param publicKey The node's secp256k1 key, x and y, 64 bytes.
    /// @param signature The node's signature, 65 bytes.
    /// @param sealingKey Public key to which others seal messages for the node.
    function bindNode(
        bytes calldata peerId,
        bytes calldata publicKey,
        bytes calldata signature,
        bytes calldata sealingKey,
        string calldata endpoints
    ) external;

    /// @notice Gives up a node of the caller.
    function unbindNode(bytes32 peerKey) external;
    /// @notice Adds the value sent to the caller's stake and ends unbonding.
    function bond() external payable;
    /// @notice Begins to leave: the operator is inactive at once, its stake stays until the period is over.
    function unbond() external;
    /// @notice Returns the stake after the unbonding period, when no hold and no open case keeps it.
    function withdrawStake() external;

    /// @notice Burns part of a stake, also of one that is leaving. Only by those that the authority names.
    /// @param shareBp Share of the stake in basis points.
    /// @param caseId The court's case, or what the caller burns for.
    function slash(uint256 operatorId, uint16 shareBp, uint256 caseId) external;

    /// @notice Keeps a stake until a time, beside the unbonding period. Only by those that the authority names.
    /// @dev Of two holds the later end stands.
    function hold(uint256 operatorId, uint48 until) external;

    /// @notice Operator of an account; 0 when it runs none.
    function operatorOf(address account) external view returns (uint256 operatorId);
    /// @notice Active operator of an account; reverts when there is none.
    function activeOperatorOf(address account) external view returns (uint256 operatorId);
    /// @notice Operator of a node; 0 when the node is not bound.
    function operatorOfPeer(bytes32 peerKey) external view returns (uint256 operatorId);
    /// @notice The record of an operator.
    function operator(uint256 operatorId) external view returns (Operator memory record);
    /// @notice The group of an operator; its owner's identity as a word, 0 when unknown.
    function groupOf(uint256 operatorId) external view returns (bytes32 group);
    /// @notice Number of groups ever founded.
    function groupCount() external view returns (uint256 total);

    /// @notice The place of a group in the order of foundation; reverts when there is no such group.
    /// @return index Below `groupCount`.
    function groupIndex(bytes32 group) external view returns (uint256 index);

    /// @notice When a group was founded.
    /// @return time Unix time, 0 when there is no such group.
    function foundedAt(bytes32 group) external view returns (uint48 time);

    /// @notice Tells whether an operator is bonded and its identity is active.
    function isActive(uint256 operatorId) external view returns (bool active);

    /// @notice Number of operators ever registered.
    /// @return total Operators have the numbers of their identities, so this is not the last number given.
    function count() external view returns (uint256 total);

    /// @notice Smallest stake of an active operator, in the chain's native unit.
    function minStake() external view returns (uint256 amount);
}
