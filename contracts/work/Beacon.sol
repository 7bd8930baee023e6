// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IAttesterQuorum} from "../identity/IAttesterQuorum.sol";
import {IBeacon} from "./IBeacon.sol";

/// @notice Rounds of revealed preimages.
contract Beacon is IBeacon {
    /// @dev The exclusive sum of what was revealed, or a block's hash; and how many revealed.
    struct Round {
        bytes32 value;
        uint256 reveals;
    }

    IAttesterQuorum private immutable _ATTESTERS;
    uint48 private immutable _ROUND;
    uint48 private immutable _BAN;

    mapping(address account => Member) private _members;
    mapping(uint48 round => Round) private _rounds;
    mapping(uint48 round => mapping(address account => bool)) private _revealed;

    constructor(IAttesterQuorum attesters, uint48 round, uint48 ban_) {
        if (round == 0 || ban_ == 0) revert BeaconSettingsInvalid();
        _ATTESTERS = attesters;
        _ROUND = round;
        _BAN = ban_;
    }

    /// @inheritdoc IBeacon
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

    /// @inheritdoc IBeacon
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

    /// @inheritdoc IBeacon
    function close(uint48 round) external {
        _assertOver(round);
        if (_rounds[round].value != 0) revert RoundKnown(round);
        bytes32 value = blockhash(block.number - 1);
        _rounds[round].value = value;
        emit RoundClosed(round, value);
    }

    /// @inheritdoc IBeacon
    function strike(address account, uint48 round) external {
        _assertOver(round);
        if (_rounds[round].reveals == 0) revert RoundSilent(round);
        if (!_owes(account, round)) revert NotMember(account, round);
        if (_revealed[round][account]) revert AlreadyRevealed(account, round);

        uint48 until = Time.timestamp() + _BAN;
        _members[account] = Member(0, 0, 0, 0, until);
        emit Struck(account, round, until);
    }

    /// @inheritdoc IBeacon
    function seedAfter(uint48 time) external view returns (bytes32) {
        uint48 round = roundAt(time) + 1;
        bytes32 value = _rounds[round].value;
        if (round >= _current() || value == 0) return 0;
        return keccak256(abi.encode(round, value));
    }

    /// @inheritdoc IBeacon
    function memberOf(address account) external view returns (Member memory) {
        return _members[account];
    }

    /// @inheritdoc IBeacon
    function roundLength() external view returns (uint48) {
        return _ROUND;
    }

    /// @inheritdoc IBeacon
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
