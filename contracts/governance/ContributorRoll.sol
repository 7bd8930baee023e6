// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IContributorRoll} from "./IContributorRoll.sol";
import {Tide} from "./Tide.sol";

/// @notice One voice per active person, kept by identity, with its owner as delegate by default.
contract ContributorRoll is IContributorRoll, EIP712, Nonces {
    using Checkpoints for Checkpoints.Trace208;
    using Tide for Tide.Sum;

    bytes32 private constant DELEGATION_TYPEHASH = keccak256(
        "Delegation(address delegatee,uint256 nonce,uint256 expiry)"
    );
    uint256 private constant VOICES_PER_LOAN = 25;

    /// @dev When one person's voice is, and where: with `delegatee` before `lentUntil`, else with its owner.
    struct Voice {
        uint48 from;
        uint48 until;
        uint48 lentUntil;
        uint64 delegatee;
    }

    IIdentityRegistry private immutable _REGISTRY;
    uint256 private immutable _MOST_VOICES;
    uint48 private immutable _TERM;
    uint48 private immutable _PROBATION;
    // value: [0..63] delegatee, [64..111] lentUntil, [112..159] until, [160..207] from
    mapping(uint256 identityId => Checkpoints.Trace208) private _voices;
    mapping(uint256 delegatee => Tide.Sum) private _loans;
    Tide.Sum private _total;
    // key: a number of voices that was more than ever before; value: the time
    Checkpoints.Trace208 private _peaks;

    modifier onlyRegistry() {
        if (msg.sender != address(_REGISTRY)) revert NotRegistry(msg.sender);
        _;
    }

    constructor(
        IIdentityRegistry registry,
        uint256 mostVoices,
        uint48 term,
        uint48 probation
    ) EIP712("Tilth ContributorRoll", "1") {
        _REGISTRY = registry;
        _MOST_VOICES = mostVoices;
        (_TERM, _PROBATION) = (term, probation);
    }

    function seat(uint256 identityId, address account, uint48 from, uint48 until) external onlyRegistry {
        uint48 time = clock();
        Voice memory voice = _voice(identityId, time);
        Voice memory next;
        if (from < time) from = time;
        if (until > from) {
            next = Voice(from, until, 0, 0);
            if (from == time && _runs(voice, time)) {
                (next.from, next.lentUntil, next.delegatee) = (voice.from, voice.lentUntil, voice.delegatee);
            }
            emit Seated(identityId, account, next.from, until);
        } else {
            if (voice.until <= time) return;
            emit Unseated(identityId, account);
        }
        // A person who is seated again starts with the own voice.
        bool returns_ = next.delegatee == 0 && !_isHome(voice, time);
        if (returns_) emit DelegateChanged(account, _REGISTRY.accountOf(voice.delegatee), account);
        _change(identityId, account, voice, next);
    }

    function rekeyed(uint256 identityId, address oldAccount, address newAccount) external onlyRegistry {
        emit VoiceRekeyed(identityId, oldAccount, newAccount);
        if (hasVoice(identityId)) {
            address delegatee = delegates(newAccount);
            emit DelegateChanged(oldAccount, delegatee == newAccount ? oldAccount : delegatee, address(0));
            emit DelegateChanged(newAccount, address(0), delegatee);
        }
        uint256 votes = votesOf(identityId);
        if (votes == 0) return;
        emit DelegateVotesChanged(oldAccount, votes, 0);
        emit DelegateVotesChanged(newAccount, 0, votes);
    }

    function delegate(address delegatee) external {
        _delegate(msg.sender, delegatee);
    }

    function delegateBySig(address delegatee, uint256 nonce, uint256 expiry, uint8 v, bytes32 r, bytes32 s) external {
        if (block.timestamp > expiry) revert VotesExpiredSignature(expiry);
        bytes32 structHash = keccak256(abi.encode(DELEGATION_TYPEHASH, delegatee, nonce, expiry));
        address signer = ECDSA.recover(_hashTypedDataV4(structHash), v, r, s);
        _useCheckedNonce(signer, nonce);
        _delegate(signer, delegatee);
    }

    function getVotes(address account) external view returns (uint256) {
        return votesOf(_REGISTRY.identityOf(account));
    }

    function getPastVotes(address account, uint256 timepoint) external view returns (uint256) {
        return pastVotesOf(_REGISTRY.identityOf(account), timepoint);
    }

    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        return _total.at(_past(timepoint));
    }

    function members() external view returns (uint256) {
        return Math.max(seats(), _total.at(Tide.weekFrom(clock() + _PROBATION)));
    }

    function seatedAt(uint256 identityId, uint256 timepoint) external view returns (bool) {
        return _isSeated(identityId, _past(timepoint));
    }

    function voiceOf(uint256 identityId) external view returns (uint48 from, uint48 until) {
        Voice memory voice = _voice(identityId, clock());
        return (voice.from, voice.until);
    }

    function openedAt(uint256 voices) external view returns (uint48) {
        if (voices > type(uint48).max) return 0;
        return uint48(_peaks.lowerLookup(uint48(voices)));
    }

    function lentUntil(address account) external view returns (uint48) {
        Voice memory voice = _voice(_REGISTRY.identityOf(account), clock());
        return _isHome(voice, clock()) ? 0 : _loanEnd(voice);
    }

    function delegates(address account) public view returns (address) {
        uint256 identityId = _REGISTRY.identityOf(account);
        if (identityId == 0) return address(0);
        Voice memory voice = _voice(identityId, clock());
        return _isHome(voice, clock()) ? account : _REGISTRY.accountOf(voice.delegatee);
    }

    function hasVoice(uint256 identityId) public view returns (bool) {
        return _isSeated(identityId, clock());
    }

    function votesOf(uint256 identityId) public view returns (uint256) {
        return _votes(identityId, clock());
    }

    function pastVotesOf(uint256 identityId, uint256 timepoint) public view returns (uint256) {
        return _votes(identityId, _past(timepoint));
    }

    function seats() public view returns (uint256) {
        return _total.at(clock());
    }

    function delegateCap() public view returns (uint256) {
        return _cap(seats());
    }

    function clock() public view returns (uint48) {
        return Time.timestamp();
    }

    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }

    /// @dev Zero means self: a voice never moves to nobody.
    function _delegate(address account, address delegatee) private {
        uint256 owner = _REGISTRY.identityOf(account);
        Voice memory voice = _voice(owner, clock());
        if (!_runs(voice, clock())) revert NotSeated(account);
        if (delegatee == address(0)) delegatee = account;
        emit DelegateChanged(account, delegates(account), delegatee);

        Voice memory next = Voice(voice.from, voice.until, 0, 0);
        if (delegatee != account) {
            uint256 to = _REGISTRY.identityOf(delegatee);
            if (!hasVoice(to)) revert NotSeated(delegatee);
            // The own voice counts as held even while it is lent, so that calling it home is always of use.
            bool holds = to == voice.delegatee && !_isHome(voice, clock());
            if (!holds && _loans[to].at(clock()) + 1 >= delegateCap()) revert DelegateFull(delegatee, delegateCap());
            // Identity numbers are counted from one, far below 2^64.
            (next.lentUntil, next.delegatee) = (Tide.weekFrom(clock() + _TERM), uint64(to));
        }
        _change(owner, account, voice, next);
    }

    /// @dev The one place where votes move by an act: the total, the loan, the voice itself, and what readers are told.
    function _change(uint256 owner, address account, Voice memory voice, Voice memory next) private {
        (uint256 left, uint256 right) = (voice.delegatee, next.delegatee);
        uint256 own = votesOf(owner);
        uint256 lender = left == 0 ? 0 : votesOf(left);
        uint256 borrower = right == 0 ? 0 : votesOf(right);

        _total.remove(voice.from, voice.until);
        _total.add(next.from, next.until);
        // A loan runs from its making until it ends or its owner's voice does.
        if (left != 0) _loans[left].remove(0, _loanEnd(voice));
        if (right != 0) _loans[right].add(0, _loanEnd(next));
        _voices[owner].push(
            clock(),
            (uint208(next.from) << 160) |
                (uint208(next.until) << 112) |
                (uint208(next.lentUntil) << 64) |
                next.delegatee
        );
        _notePeak();

        _tell(account, own, votesOf(owner));
        if (left != 0) _tell(_REGISTRY.accountOf(left), lender, votesOf(left));
        if (right != 0 && right != left) _tell(_REGISTRY.accountOf(right), borrower, votesOf(right));
    }

    function _notePeak() private {
        (, uint48 peak, ) = _peaks.latestCheckpoint();
        uint48 present = uint48(seats());
        if (present > peak) _peaks.push(present, clock());
    }

    function _tell(address account, uint256 before, uint256 present) private {
        if (present != before) emit DelegateVotesChanged(account, before, present);
    }

    /// @dev Three cold reads for a person to whom nobody ever lent: length and last voice, length of the loans.
    function _votes(uint256 identityId, uint48 time) private view returns (uint256) {
        Voice memory voice = _voice(identityId, time);
        if (!_runs(voice, time)) return 0;
        uint256 own = _isHome(voice, time) ? 1 : 0;
        uint256 lent = _loans[identityId].at(time);
        return lent == 0 ? own : Math.min(own + lent, _cap(_total.at(time)));
    }

    /// @dev With a delegate who has no voice the loan rests.
    function _isHome(Voice memory voice, uint48 time) private view returns (bool) {
        return voice.delegatee == 0 || time >= _loanEnd(voice) || !_isSeated(voice.delegatee, time);
    }

    function _isSeated(uint256 identityId, uint48 time) private view returns (bool) {
        return _runs(_voice(identityId, time), time);
    }

    /// @dev The newest voice not younger than the time; most often that is the last one, and no search is needed.
    function _voice(uint256 identityId, uint48 time) private view returns (Voice memory) {
        (, uint48 since, uint208 kept) = _voices[identityId].latestCheckpoint();
        if (since > time) kept = _voices[identityId].upperLookupRecent(time);
        return Voice(uint48(kept >> 160), uint48(kept >> 112), uint48(kept >> 64), uint64(kept));
    }

    function _cap(uint256 voices) private view returns (uint256) {
        return Math.min(1 + voices / VOICES_PER_LOAN, _MOST_VOICES);
    }

    function _past(uint256 timepoint) private view returns (uint48) {
        if (timepoint >= clock()) revert ERC5805FutureLookup(timepoint, clock());
        return uint48(timepoint);
    }

    function _runs(Voice memory voice, uint48 time) private pure returns (bool) {
        return voice.from <= time && time < voice.until;
    }

    function _loanEnd(Voice memory voice) private pure returns (uint48) {
        return voice.lentUntil < voice.until ? voice.lentUntil : voice.until;
    }
}
