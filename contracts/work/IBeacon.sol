// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Randomness by the clock: attesting institutions reveal preimages of hash chains in rounds of fixed length.
/// @dev The value of a round is the sum of what was revealed in it, so that order and transactions do not matter. Whoever
/// reveals last may keep its preimage back and so choose between two values, once: then anyone strikes it. A round in which
/// nobody revealed takes a block's hash, which whoever closes it can choose among few.
interface IBeacon {
    /// @notice A member's hash chain.
    struct Member {
        bytes32 tip; // what the next preimage hashes to, 0 for no member
        bytes32 next; // the chain that follows, 0 for none
        uint48 from; // first round in which the member owes a preimage
        uint48 nextFrom; // first round of the chain that follows
        uint48 outUntil; // Unix time until which a struck attester may not join
    }

    /// @notice An attester joined, or registered the chain that follows its own.
    /// @param tip Last link of its chain.
    event Joined(address indexed member, bytes32 tip, uint48 from);
    /// @notice A preimage was revealed.
    event Revealed(address indexed member, uint48 indexed round, bytes32 preimage);
    /// @notice A round in which nobody revealed took the hash of a block.
    event RoundClosed(uint48 indexed round, bytes32 value);
    /// @notice A member that kept its preimage back is out.
    event Struck(address indexed member, uint48 indexed round, uint48 until);

    /// @notice A round and a ban last at least a second.
    error BeaconSettingsInvalid();
    /// @notice Only attesters take part.
    error NotAttester(address account);
    /// @notice A chain needs a tip.
    error TipMissing();
    /// @notice The attester kept a preimage back and may not join yet.
    error MemberOut(address member, uint48 until);
    /// @notice The account owes nothing in this round.
    error NotMember(address account, uint48 round);
    /// @notice The preimage of this round is revealed already.
    error AlreadyRevealed(address member, uint48 round);
    /// @notice This does not hash to the member's tip.
    error PreimageInvalid(address member, bytes32 preimage);
    /// @notice The round is not over.
    error RoundRunning(uint48 round, uint48 current);
    /// @notice The round has its value.
    error RoundKnown(uint48 round);
    /// @notice Nobody revealed in this round, so nobody gained by keeping back.
    error RoundSilent(uint48 round);

    /// @notice Registers the caller's chain: it counts from the round after the next. A member's new chain follows its old
    /// one without a gap, so that joining again is no way to keep a preimage back. Only attesters.
    /// @param tip Last link; each link is keccak256 of the one revealed after it.
    function join(bytes32 tip) external;

    /// @notice Reveals a member's preimage in the running round. Anyone who knows it may.
    /// @param preimage The link below its tip.
    function reveal(address member, bytes32 preimage) external;

    /// @notice Gives a round that is over and in which nobody revealed the hash of the block before. Anyone may call.
    function close(uint48 round) external;

    /// @notice Puts a member out that revealed nothing in a round in which another did. Anyone may call.
    /// @param round The round, which must be over.
    function strike(address member, uint48 round) external;

    /// @notice What decides whatever was fixed at a time: the value of the first round that began after it.
    /// @return seed 0 while the round is not over, or silent and not closed.
    function seedAfter(uint48 time) external view returns (bytes32 seed);

    /// @notice The round of a time.
    function roundAt(uint48 time) external view returns (uint48 round);
    /// @notice Length of a round.
    function roundLength() external view returns (uint48 length);
    /// @notice A member's chain; all fields, zero when it never joined.
    function memberOf(address account) external view returns (Member memory record);
}
