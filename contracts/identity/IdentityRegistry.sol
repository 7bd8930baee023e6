// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ContributorRoll} from "../governance/ContributorRoll.sol";
import {IContributorRoll} from "../governance/IContributorRoll.sol";
import {CourtBound} from "./CourtBound.sol";
import {IIdentityRegistry} from "./IIdentityRegistry.sol";
import {Rekeying} from "./Rekeying.sol";
import {Schemes} from "./Schemes.sol";
import {Standing, Standings} from "./Standings.sol";

/// @title Registry of persons and institutions, and keeper of the contributors' roll.
/// @notice The roll is created here, so that no role and no vote can seat a voice without an enrolled person.
contract IdentityRegistry is IIdentityRegistry, AccessManaged, CourtBound {
    using Rekeying for Rekeying.Context;
    using Schemes for Schemes.Context;
    using Standings for Standing;

    uint8 private constant PERSON = 1;
    uint8 private constant INSTITUTION = 2;

    /// @dev What gates never ask: kept apart from the standing of the account.
    struct Record {
        address account;
        uint8 assurance;
        address scheme;
        bytes32 tag;
        mapping(address scheme => bool) supported;
    }

    IContributorRoll private immutable _ROLL;
    uint32 private immutable _DELEGATE_CAP;
    uint48 private immutable _DELEGATION_TERM;
    uint48 private immutable _REKEY_DELAY;
    uint48 private immutable _MAX_SUSPENSION;

    uint64 private _count;
    mapping(address account => Standing) private _standings;
    mapping(uint256 identityId => Record) private _records;
    Schemes.Context private _schemes;
    Rekeying.Context private _rekeying;

    constructor(address authority, address anchorScheme, Settings memory fixedSettings) AccessManaged(authority) {
        _DELEGATE_CAP = fixedSettings.delegateCap;
        _DELEGATION_TERM = fixedSettings.delegationTerm;
        _REKEY_DELAY = fixedSettings.rekeyDelay;
        _MAX_SUSPENSION = fixedSettings.maxSuspension;
        _ROLL = new ContributorRoll(this, fixedSettings.delegateCap, fixedSettings.delegationTerm);
        _schemes.set(anchorScheme, Schemes.ANCHORING);
    }

    /// @inheritdoc IIdentityRegistry
    function enrol(
        address account,
        uint8 kind,
        address scheme,
        bytes calldata evidence
    ) external returns (uint256 identityId) {
        if (kind != PERSON && kind != INSTITUTION) revert KindInvalid(kind, kind);
        _schemes.checkRole(scheme, Schemes.ANCHORING);
        _schemes.checkOpen();
        (bytes32 tag, uint64 validUntil) = Schemes.vouch(account, kind, scheme, evidence);
        _checkUnbound(account);

        identityId = ++_count;
        _schemes.take(scheme, tag, identityId);
        _schemes.noteEnd(validUntil);
        // The count stays far below 2^64.
        _standings[account] = Standing(uint64(identityId), validUntil, 0, kind, Standings.ACTIVE);
        Record storage record = _records[identityId];
        (record.account, record.assurance, record.scheme, record.tag) = (account, 1, scheme, tag);
        emit Enrolled(identityId, account, kind, scheme, validUntil);
        _settleVoice(identityId, account);
    }

    /// @inheritdoc IIdentityRegistry
    function renew(uint256 identityId, bytes calldata evidence) external {
        (Record storage record, Standing storage standing_) = _live(identityId);
        address scheme = _schemes.anchor;
        _schemes.checkRole(scheme, Schemes.ANCHORING);
        (bytes32 tag, uint64 validUntil) = Schemes.vouch(record.account, standing_.kind, scheme, evidence);
        if (validUntil <= standing_.validUntil) revert NotLater(standing_.validUntil, validUntil);

        if (scheme != record.scheme) {
            _schemes.take(scheme, tag, identityId);
            (record.scheme, record.tag) = (scheme, tag);
            emit IdentityAnchored(identityId, scheme);
        } else if (tag != record.tag) {
            revert TagMismatch(record.tag, tag);
        }
        _schemes.noteEnd(validUntil);
        standing_.validUntil = validUntil;
        standing_.status = Standings.ACTIVE;
        emit IdentityRenewed(identityId, validUntil);
        _settleVoice(identityId, record.account);
    }

    /// @inheritdoc IIdentityRegistry
    function lapse(uint256 identityId) external {
        address account = _records[identityId].account;
        Standing storage standing_ = _standings[account];
        if (standing_.status != Standings.ACTIVE) revert IdentityStatusInvalid(identityId, standing_.status);
        if (standing_.validUntil > block.timestamp) revert StillValid(identityId, standing_.validUntil);
        standing_.status = Standings.LAPSED;
        emit IdentityLapsed(identityId);
        _settleVoice(identityId, account);
    }

    /// @inheritdoc IIdentityRegistry
    function revoke(uint256 identityId) external restricted {
        (Record storage record, Standing storage standing_) = _live(identityId);
        standing_.status = Standings.REVOKED;
        emit IdentityRevoked(identityId);
        _settleVoice(identityId, record.account);
    }

    /// @inheritdoc IIdentityRegistry
    function support(uint256 identityId, address scheme, bytes calldata evidence) external {
        (Record storage record, Standing storage standing_) = _live(identityId);
        _schemes.checkRole(scheme, Schemes.SUPPORTING);
        if (record.supported[scheme] || record.scheme == scheme) revert AlreadySupported(identityId, scheme);
        (bytes32 tag, ) = Schemes.vouch(record.account, standing_.kind, scheme, evidence);
        _schemes.take(scheme, tag, identityId);
        record.supported[scheme] = true;
        emit IdentitySupported(identityId, scheme, ++record.assurance);
    }

    /// @inheritdoc IIdentityRegistry
    function requestRekey(uint256 identityId, address newAccount, bytes calldata evidence) external {
        (Record storage record, Standing storage standing_) = _live(identityId);
        _checkUnbound(newAccount);
        address scheme = record.scheme;
        if (!isSchemeAllowed(scheme)) revert SchemeNotAllowed(scheme);
        (bytes32 tag, ) = Schemes.vouch(newAccount, standing_.kind, scheme, evidence);
        if (tag != record.tag) revert TagMismatch(record.tag, tag);
        bool blocked = _standings[_rekeying.pending[identityId].account].identityId != 0;
        _rekeying.request(identityId, newAccount, uint64(block.timestamp) + _REKEY_DELAY, blocked);
    }

    /// @inheritdoc IIdentityRegistry
    function cancelRekey(uint256 identityId) external {
        if (msg.sender != _records[identityId].account) revert NotIdentityAccount(identityId, msg.sender);
        _rekeying.cancel(identityId);
    }

    /// @inheritdoc IIdentityRegistry
    function completeRekey(uint256 identityId) external {
        (Record storage record, Standing storage standing_) = _live(identityId);
        address oldAccount = record.account;
        address newAccount = _rekeying.complete(identityId);
        _checkUnbound(newAccount);
        _standings[newAccount] = standing_;
        _standings[oldAccount] = Standing(uint64(identityId), 0, 0, 0, Standings.REPLACED);
        record.account = newAccount;
        emit Rekeyed(identityId, oldAccount, newAccount);
        _ROLL.rekeyed(identityId, oldAccount, newAccount);
    }

    /// @inheritdoc IIdentityRegistry
    function suspend(uint256 identityId, uint64 until, uint256 caseId) external onlyCourt {
        (Record storage record, Standing storage standing_) = _live(identityId);
        uint64 latest = uint64(block.timestamp) + _MAX_SUSPENSION;
        if (until <= block.timestamp || until > latest) revert SuspensionInvalid(until, latest);
        if (until < standing_.suspendedUntil) until = standing_.suspendedUntil;
        standing_.suspendedUntil = until;
        emit IdentitySuspended(identityId, until, caseId);
        _settleVoice(identityId, record.account);
    }

    /// @inheritdoc IIdentityRegistry
    function reinstate(uint256 identityId) external {
        (Record storage record, Standing storage standing_) = _live(identityId);
        uint64 until = standing_.suspendedUntil;
        if (until == 0 || until > block.timestamp) revert NotReinstatable(identityId, until);
        standing_.suspendedUntil = 0;
        emit IdentityReinstated(identityId);
        _settleVoice(identityId, record.account);
    }

    /// @inheritdoc IIdentityRegistry
    function setScheme(address scheme, uint8 role) external restricted {
        _schemes.set(scheme, role);
    }

    /// @inheritdoc IIdentityRegistry
    function standing(address account) external view returns (uint256 identityId, bool active) {
        return _standings[account].read();
    }

    /// @inheritdoc IIdentityRegistry
    function identityOf(address account) external view returns (uint256 identityId) {
        (identityId, ) = _standings[account].read();
    }

    /// @inheritdoc IIdentityRegistry
    function boundTo(address account) external view returns (uint256) {
        return _standings[account].identityId;
    }

    /// @inheritdoc IIdentityRegistry
    function accountOf(uint256 identityId) external view returns (address) {
        return _records[identityId].account;
    }

    /// @inheritdoc IIdentityRegistry
    function isActive(uint256 identityId) external view returns (bool active) {
        (, active) = _standings[_records[identityId].account].read();
    }

    /// @inheritdoc IIdentityRegistry
    function kindOf(uint256 identityId) external view returns (uint8) {
        return _standings[_records[identityId].account].kind;
    }

    /// @inheritdoc IIdentityRegistry
    function identity(uint256 identityId) external view returns (Identity memory record) {
        Record storage kept = _records[identityId];
        Standing memory held = _standings[kept.account];
        (record.account, record.scheme, record.tag, record.assurance) = (
            kept.account,
            kept.scheme,
            kept.tag,
            kept.assurance
        );
        (record.kind, record.status) = (held.kind, held.status);
        (record.validUntil, record.suspendedUntil) = (held.validUntil, held.suspendedUntil);
    }

    /// @inheritdoc IIdentityRegistry
    function rekeyOf(uint256 identityId) external view returns (address newAccount, uint64 readyAt) {
        Rekeying.Pending memory pending = _rekeying.pending[identityId];
        return (pending.account, pending.readyAt);
    }

    /// @inheritdoc IIdentityRegistry
    function count() external view returns (uint256) {
        return _count;
    }

    /// @inheritdoc IIdentityRegistry
    function roleOf(address scheme) external view returns (uint8) {
        return _schemes.roles[scheme];
    }

    /// @inheritdoc IIdentityRegistry
    function anchor() external view returns (address scheme, uint64 opensAt) {
        scheme = _schemes.anchor;
        return _schemes.roles[scheme] == Schemes.ANCHORING ? (scheme, _schemes.opensAt) : (address(0), 0);
    }

    /// @inheritdoc IIdentityRegistry
    function settings() external view returns (Settings memory) {
        return Settings(_DELEGATE_CAP, _DELEGATION_TERM, _REKEY_DELAY, _MAX_SUSPENSION);
    }

    /// @inheritdoc IIdentityRegistry
    function roll() external view returns (IContributorRoll) {
        return _ROLL;
    }

    /// @inheritdoc IIdentityRegistry
    function isSchemeAllowed(address scheme) public view returns (bool) {
        return _schemes.roles[scheme] != 0;
    }

    /// @dev The one place where voices come and go: a person has one exactly while active.
    function _settleVoice(uint256 identityId, address account) private {
        Standing storage held = _standings[account];
        if (held.kind != PERSON) return;
        (, bool active) = held.read();
        if (active == _ROLL.hasVoice(identityId)) return;
        if (active) _ROLL.seat(identityId, account);
        else _ROLL.unseat(identityId, account);
    }

    function _checkUnbound(address account) private view {
        if (account == address(0)) revert AccountMissing();
        uint256 identityId = _standings[account].identityId;
        if (identityId != 0) revert AccountBound(account, identityId);
    }

    function _live(uint256 identityId) private view returns (Record storage record, Standing storage standing_) {
        record = _records[identityId];
        standing_ = _standings[record.account];
        if (standing_.status == 0) revert IdentityUnknown(identityId);
        if (standing_.status == Standings.REVOKED) revert IdentityStatusInvalid(identityId, Standings.REVOKED);
    }
}
