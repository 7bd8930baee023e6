// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IContributorRoll} from "./IContributorRoll.sol";

/// @title ContributorRoll
/// @notice One voice per active person, kept by identity, with its owner as delegate by default.
contract ContributorRoll is IContributorRoll, EIP712, Nonces {
    using Checkpoints for Checkpoints.Trace208;

    bytes32 private constant DELEGATION_TYPEHASH = keccak256(
        "Delegation(address delegatee,uint256 nonce,uint256 expiry)"
    );

    /// @dev Where one person's voice is. Delegatee 0 means at home.
    struct Voice {
        uint64 delegatee;
        uint48 until;
        bool seated;
    }

    IIdentityRegistry private immutable _REGISTRY;
    uint256 private immutable _CAP;
    uint48 private immutable _TERM;
    mapping(uint256 identityId => Voice) private _voices;
    mapping(uint256 identityId => Checkpoints.Trace208) private _votes;
    Checkpoints.Trace208 private _total;

    modifier onlyRegistry() {
        if (msg.sender != address(_REGISTRY)) revert NotRegistry(msg.sender);
        _;
    }

    constructor(IIdentityRegistry registry, uint256 cap, uint48 term) EIP712("Tilth ContributorRoll", "1") {
        _REGISTRY = registry;
        _CAP = cap;
        _TERM = term;
    }

    /// @inheritdoc IContributorRoll
    function seat(uint256 identityId, address account) external onlyRegistry {
        if (_voices[identityId].seated) revert AlreadySeated(identityId);
        _voices[identityId].seated = true;
        emit Seated(identityId, account);
        _total.push(clock(), _total.latest() + 1);
        _add(identityId, account);
    }

    /// @inheritdoc IContributorRoll
    function unseat(uint256 identityId, address account) external onlyRegistry {
        Voice memory voice = _voices[identityId];
        if (!voice.seated) revert NotSeated(account);
        delete _voices[identityId];
        emit Unseated(identityId, account);
        _total.push(clock(), _total.latest() - 1);
        if (voice.delegatee == 0) {
            _subtract(identityId, account);
        } else {
            // A person who is seated again starts with the own voice.
            address delegatee = _REGISTRY.accountOf(voice.delegatee);
            emit DelegateChanged(account, delegatee, account);
            _subtract(voice.delegatee, delegatee);
        }
    }

    /// @inheritdoc IContributorRoll
    function rekeyed(uint256 identityId, address oldAccount, address newAccount) external onlyRegistry {
        emit VoiceRekeyed(identityId, oldAccount, newAccount);
        Voice memory voice = _voices[identityId];
        if (voice.seated) {
            address other = voice.delegatee == 0 ? address(0) : _REGISTRY.accountOf(voice.delegatee);
            emit DelegateChanged(oldAccount, other == address(0) ? oldAccount : other, address(0));
            emit DelegateChanged(newAccount, address(0), other == address(0) ? newAccount : other);
        }
        uint256 votes = votesOf(identityId);
        if (votes == 0) return;
        emit DelegateVotesChanged(oldAccount, votes, 0);
        emit DelegateVotesChanged(newAccount, 0, votes);
    }

    /// @inheritdoc IVotes
    function delegate(address delegatee) external {
        _delegate(msg.sender, delegatee);
    }

    /// @inheritdoc IVotes
    function delegateBySig(address delegatee, uint256 nonce, uint256 expiry, uint8 v, bytes32 r, bytes32 s) external {
        if (block.timestamp > expiry) revert VotesExpiredSignature(expiry);
        bytes32 structHash = keccak256(abi.encode(DELEGATION_TYPEHASH, delegatee, nonce, expiry));
        address signer = ECDSA.recover(_hashTypedDataV4(structHash), v, r, s);
        _useCheckedNonce(signer, nonce);
        _delegate(signer, delegatee);
    }

    /// @inheritdoc IContributorRoll
    function recall(address account) external {
        Voice memory voice = _voices[_REGISTRY.identityOf(account)];
        if (voice.delegatee == 0) revert NotLent(account);
        if (clock() < voice.until && _voices[voice.delegatee].seated) revert LentUntil(account, voice.until);
        _delegate(account, account);
    }

    /// @inheritdoc IVotes
    function delegates(address account) external view returns (address) {
        uint256 identityId = _REGISTRY.identityOf(account);
        if (identityId == 0) return address(0);
        uint256 delegatee = _voices[identityId].delegatee;
        return delegatee == 0 ? account : _REGISTRY.accountOf(delegatee);
    }

    /// @inheritdoc IVotes
    function getVotes(address account) external view returns (uint256) {
        return votesOf(_REGISTRY.identityOf(account));
    }

    /// @inheritdoc IVotes
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256) {
        return pastVotesOf(_REGISTRY.identityOf(account), timepoint);
    }

    /// @inheritdoc IVotes
    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        uint48 time = _past(timepoint);
        // A proposal asks about a moment ago: most often nobody came or left since, and no search is needed.
        (, uint48 since, uint208 total) = _total.latestCheckpoint();
        return since <= time ? total : _total.upperLookupRecent(time);
    }

    /// @inheritdoc IContributorRoll
    function seats() external view returns (uint256) {
        return _total.latest();
    }

    /// @inheritdoc IContributorRoll
    function isSeated(address account) external view returns (bool) {
        return _voices[_REGISTRY.identityOf(account)].seated;
    }

    /// @inheritdoc IContributorRoll
    function hasVoice(uint256 identityId) external view returns (bool) {
        return _voices[identityId].seated;
    }

    /// @inheritdoc IContributorRoll
    function lentUntil(address account) external view returns (uint48) {
        return _voices[_REGISTRY.identityOf(account)].until;
    }

    /// @inheritdoc IContributorRoll
    function delegateCap() external view returns (uint256) {
        return _CAP;
    }

    /// @inheritdoc IContributorRoll
    function delegationTerm() external view returns (uint48) {
        return _TERM;
    }

    /// @inheritdoc IContributorRoll
    function votesOf(uint256 identityId) public view returns (uint256) {
        return _votes[identityId].latest();
    }

    /// @inheritdoc IContributorRoll
    function pastVotesOf(uint256 identityId, uint256 timepoint) public view returns (uint256) {
        return _votes[identityId].upperLookupRecent(_past(timepoint));
    }

    /// @inheritdoc IERC6372
    function clock() public view returns (uint48) {
        return Time.timestamp();
    }

    /// @inheritdoc IERC6372
    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }

    /// @dev Zero means self: a voice never moves to nobody.
    function _delegate(address account, address delegatee) private {
        uint256 owner = _REGISTRY.identityOf(account);
        Voice memory voice = _voices[owner];
        if (!voice.seated) revert NotSeated(account);
        if (delegatee == address(0)) delegatee = account;
        uint256 from = voice.delegatee == 0 ? owner : voice.delegatee;
        uint256 to = delegatee == account ? owner : _REGISTRY.identityOf(delegatee);
        if (to != owner) _checkDelegate(delegatee, from, to);

        // Identity numbers are counted from one, far below 2^64.
        _voices[owner] = to == owner ? Voice(0, 0, true) : Voice(uint64(to), clock() + _TERM, true);
        address previous = from == owner ? account : _REGISTRY.accountOf(from);
        emit DelegateChanged(account, previous, delegatee);
        if (from == to) return;
        _subtract(from, previous);
        _add(to, delegatee);
    }

    /// @dev Counts the delegate's own voice as held even while it is lent, so that calling it home never breaks the cap.
    function _checkDelegate(address delegatee, uint256 from, uint256 to) private view {
        Voice memory host = _voices[to];
        if (!host.seated) revert NotSeated(delegatee);
        if (from == to) return;
        uint256 held = votesOf(to) + (host.delegatee == 0 ? 0 : 1);
        if (held >= _CAP) revert DelegateFull(delegatee, _CAP);
    }

    function _add(uint256 identityId, address account) private {
        (uint256 before, uint256 present) = _votes[identityId].push(clock(), _votes[identityId].latest() + 1);
        emit DelegateVotesChanged(account, before, present);
    }

    function _subtract(uint256 identityId, address account) private {
        (uint256 before, uint256 present) = _votes[identityId].push(clock(), _votes[identityId].latest() - 1);
        emit DelegateVotesChanged(account, before, present);
    }

    function _past(uint256 timepoint) private view returns (uint48) {
        if (timepoint >= clock()) revert ERC5805FutureLookup(timepoint, clock());
        return uint48(timepoint);
    }
}
