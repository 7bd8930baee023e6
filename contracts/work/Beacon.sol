// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {AttesterQuorum} from "../identity/AttesterQuorum.sol";

/// @notice Randomness by the clock: attesting institutions reveal preimages of hash chains in rounds of fixed length.
/// @dev The value of a round is the sum of what was revealed in it, so that order and transactions do not matter. Whoever
/// reveals last may keep its preimage back and so choose between two values, once: then anyone strikes it. A round in which
/// nobody revealed takes a block's hash, which whoever closes it can choose among few.
contract Beacon {
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

    /// @dev The exclusive sum of what was revealed, or a block's hash; and how many revealed.
    struct Round {
        bytes32 value;
        uint256 reveals;
    }

    AttesterQuorum private immutable _ATTESTERS;
    uint48 private immutable _ROUND;
    uint48 private immutable _BAN;

    mapping(address account => Member) private _members;
    mapping(uint48 round => Round) private _rounds;
    mapping(uint48 round => mapping(address account => bool)) private _revealed;

    constructor(AttesterQuorum attesters, uint48 round, uint48 ban_) {
        if (round == 0 || ban_ == 0) revert BeaconSettingsInvalid();
        _ATTESTERS = attesters;
        _ROUND = round;
        _BAN = ban_;
    }

    /// @notice Registers the caller's chain: it counts from the round after the next. A member's new chain follows its old
    /// one without a gap, so that joining again is no way to keep a preimage back. Only attesters.
    /// @param tip Last link; each link is keccak256 of the one revealed after it.
    function join(bytes32 tip) external {
        Member storage member = _members[msg.sender];
        if (!_ATTESTERS.isAttester(msg.sender)) revert NotAttester(msg.sender);
        if (tip == 0) revert TipMissing();
        if (Time.timestamp() < member.outUntil) revert MemberOut(msg.sender, member.outUntil);
        uint48 from = _current() + 2;
        // Otherwise a member could still choose between the link of the chain that is due and one of the old chain.
        _turn(member, from - 2);
        if (member.tip == 0) (member.tip, member.from) = (tip, from);
        else (member.next, member.nextFrom) = (tip, from);
        emit Joined(msg.sender, tip, from);
    }

    /// @notice Reveals a member's preimage in the running round. Anyone who knows it may.
    /// @param preimage The link below its tip.
    function reveal(address account, bytes32 preimage) external {
        uint48 round = _current();
        Member storage member = _members[account];
        if (!_owes(account, round)) revert NotMember(account, round);
        if (_revealed[round][account]) revert AlreadyRevealed(account, round);
        _turn(member, round);
        if (keccak256(abi.encode(preimage)) != member.tip) revert PreimageInvalid(account, preimage);

        member.tip = preimage;
        _revealed[round][account] = true;
        _rounds[round].value ^= keccak256(abi.encode(account, preimage));
        ++_rounds[round].reveals;
        emit Revealed(account, round, preimage);
    }

    /// @notice Gives a round that is over and in which nobody revealed the hash of the block before. Anyone may call.
    function close(uint48 round) external {
        _assertOver(round);
        if (_rounds[round].value != 0) revert RoundKnown(round);
        bytes32 value = blockhash(block.number - 1);
        _rounds[round].value = value;
        emit RoundClosed(round, value);
    }

    /// @notice Puts a member out that revealed nothing in a round in which another did. Anyone may call.
    /// @param round The round, which must be over.
    function strike(address account, uint48 round) external {
        _assertOver(round);
        if (_rounds[round].reveals == 0) revert RoundSilent(round);
        if (!_owes(account, round)) revert NotMember(account, round);
        if (_revealed[round][account]) revert AlreadyRevealed(account, round);

        uint48 until = Time.timestamp() + _BAN;
        _members[account] = Member(0, 0, 0, 0, until);
        emit Struck(account, round, until);
    }

    /// @notice What decides whatever was fixed at a time: the value of the first round that began after it.
    /// @return seed 0 while the round is not over, or silent and not closed.
    function seedAfter(uint48 time) external view returns (bytes32) {
        uint48 round = roundAt(time) + 1;
        bytes32 value = _rounds[round].value;
        if (round >= _current() || value == 0) return 0;
        return keccak256(abi.encode(round, value));
    }

    /// @notice A member's chain; all fields, zero when it never joined.
    function memberOf(address account) external view returns (Member memory) {
        return _members[account];
    }

    /// @notice Length of a round.
    function roundLength() external view returns (uint48) {
        return _ROUND;
    }

    /// @notice The round of a time.
    function roundAt(uint48 time) public view returns (uint48) {
        return time / _ROUND;
    }

    function _turn(Member storage member, uint48 round) private {
        if (member.next != 0 && round >= member.nextFrom) (member.tip, member.next) = (member.next, 0);
    }

    function _current() private view returns (uint48) {
        return roundAt(Time.timestamp());
    }

    /// @dev An institution that was replaced owes nothing, and its preimages count for nothing.
    function _owes(address account, uint48 round) private view returns (bool) {
        Member storage member = _members[account];
        return member.tip != 0 && round >= member.from && _ATTESTERS.isAttester(account);
    }

    function _assertOver(uint48 round) private view {
        if (round >= _current()) revert RoundRunning(round, _current());
    }
}
