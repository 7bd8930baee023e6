// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {AuditLog} from "../audit/AuditLog.sol";
import {ContributorRoll} from "../governance/ContributorRoll.sol";
import {IContributorRoll} from "../governance/IContributorRoll.sol";
import {Tide} from "../governance/Tide.sol";
import {Admissions} from "./Admissions.sol";
import {IIdentityRegistry} from "./IIdentityRegistry.sol";
import {IPersonhoodVerifier} from "./IPersonhoodVerifier.sol";
import {Rekeying} from "./Rekeying.sol";
import {Schemes} from "./Schemes.sol";
import {Standing, Standings} from "./Standings.sol";

/// @title Registry of persons and institutions, and keeper of the contributors' roll.
/// @notice The roll is created here, so that no role and no vote can seat a voice without an enrolled person.
contract IdentityRegistry is IIdentityRegistry, AccessManaged {
    using Admissions for Admissions.Context;
    using Rekeying for Rekeying.Context;
    using Schemes for Schemes.Context;
    using Standings for Standing;

    uint48 private constant RENEWAL_WINDOW = 90 days;

    /// @dev What gates never ask: kept apart from the standing of the account.
    struct Record {
        // slot 0: account; slot 1: scheme; slot 2: tag
        address account;
        address scheme;
        bytes32 tag;
    }

    IContributorRoll private immutable _ROLL;
    AuditLog private immutable _AUDIT;

    // No function writes it.
    Settings private _settings;
    uint32 private _count;
    mapping(address account => Standing) private _standings;
    mapping(uint256 identityId => Record) private _records;
    Schemes.Context private _schemes;
    Rekeying.Context private _rekeying;
    Admissions.Context private _admissions;

    constructor(address authority, address anchorScheme, AuditLog audit, Settings memory s) AccessManaged(authority) {
        _AUDIT = audit;
        _settings = s;
        _ROLL = new ContributorRoll(this, s.mostVoices, s.delegationTerm, s.probation);
        _schemes.set(anchorScheme);
    }

    function enrol(
        address account,
        uint8 kind,
        address scheme,
        bytes calldata evidence
    ) external returns (uint256 identityId) {
        if (kind != Standings.PERSON && kind != Standings.INSTITUTION) revert KindInvalid(kind, kind);
        if (scheme != _schemes.anchor) revert SchemeNotAllowed(scheme);
        Schemes.Statement memory said = _schemes.vouch(account, kind, evidence);
        _checkUnbound(account);

        identityId = ++_count;
        _schemes.take(said.tag, identityId);
        bool founder = _admissions.admit(_settings, kind, scheme, said.signers, _ROLL.seats());
        uint48 time = uint48(block.timestamp);
        uint48 probation = founder ? 0 : _settings.probation;
        uint16 week = uint16((probation == 0 ? time : Tide.weekFrom(time + probation)) / Tide.WEEK);
        uint8 status = Standings.ACTIVE;
        _standings[account] = Standing(_count, said.validUntil, 0, uint40(time), week, kind, status, said.signers);
        _records[identityId] = Record(account, scheme, said.tag);
        emit Enrolled(identityId, account, kind, scheme, said.validUntil);
        _settleVoice(identityId);
    }

    function renew(uint256 identityId, bytes calldata evidence) external {
        (Record storage record, Standing storage standing_) = _live(identityId);
        Schemes.Statement memory said = _schemes.vouch(record.account, standing_.kind, evidence);
        if (_schemes.holds(record.scheme, standing_.signers, standing_.statedAt)) {
            uint48 end = standing_.validUntil;
            if (said.validUntil <= end) revert NotLater(end, said.validUntil);
            if (msg.sender != record.account && block.timestamp + RENEWAL_WINDOW < end) {
                revert RenewalEarly(identityId, end - RENEWAL_WINDOW);
            }
        }
        address scheme = _schemes.anchor;
        if (scheme != record.scheme) {
            _schemes.take(said.tag, identityId);
            (record.scheme, record.tag) = (scheme, said.tag);
            // Slots are numbers of one scheme: what was asked for under another says nothing here.
            delete _rekeying.pending[identityId];
            emit IdentityAnchored(identityId, scheme);
        } else if (said.tag != record.tag) {
            revert TagMismatch(record.tag, said.tag);
        }
        (standing_.validUntil, standing_.signers) = (said.validUntil, said.signers);
        standing_.statedAt = uint40(block.timestamp);
        emit IdentityRenewed(identityId, said.validUntil);
        _settleVoice(identityId);
    }

    function lapse(uint256[] calldata identityIds) external returns (uint256 lapsed) {
        for (uint256 i = 0; i < identityIds.length; ++i) {
            uint256 identityId = identityIds[i];
            (, uint48 until) = _ROLL.voiceOf(identityId);
            Record storage record = _records[identityId];
            Standing memory held = _standings[record.account];
            bool holds = _schemes.holds(record.scheme, held.signers, held.statedAt);
            if (until <= block.timestamp || holds) continue;
            ++lapsed;
            emit IdentityLapsed(identityId);
            _settleVoice(identityId);
        }
    }

    function revokeDouble(uint256 first, uint256 second, bytes calldata evidence) external {
        if (first >= second) revert DoubleInvalid(first, second);
        _live(first);
        (, Standing storage standing_) = _live(second);
        IPersonhoodVerifier(_schemes.anchor).checkDouble(first, second, evidence);
        standing_.status = Standings.REVOKED;
        emit IdentityRevoked(second, first);
        _settleVoice(second);
        _AUDIT.record("revokeDouble", bytes32(second), first, "");
    }

    function requestRekey(uint256 identityId, address newAccount, bytes calldata evidence) external {
        (Record storage record, Standing storage standing_) = _live(identityId);
        _checkUnbound(newAccount);
        if (record.scheme != _schemes.anchor) revert SchemeNotAllowed(record.scheme);
        Schemes.Statement memory said = _schemes.vouch(newAccount, standing_.kind, evidence);
        if (said.tag != record.tag) revert TagMismatch(record.tag, said.tag);
        Rekeying.Pending memory before = _rekeying.pending[identityId];
        bool blocked = _standings[before.account].identityId != 0;
        if (!_schemes.holds(record.scheme, before.signers, before.statedAt)) blocked = true;
        uint48 time = uint48(block.timestamp);
        Rekeying.Pending memory next = Rekeying.Pending(newAccount, time + _settings.rekeyDelay, time, said.signers);
        _rekeying.request(identityId, next, blocked);
    }

    function cancelRekey(uint256 identityId) external {
        if (msg.sender != _records[identityId].account) revert NotIdentityAccount(identityId, msg.sender);
        _rekeying.cancel(identityId);
    }

    function completeRekey(uint256 identityId) external {
        (Record storage record, Standing storage standing_) = _live(identityId);
        address oldAccount = record.account;
        Rekeying.Pending memory next = _rekeying.complete(identityId);
        _checkUnbound(next.account);
        if (record.scheme != _schemes.anchor) revert SchemeNotAllowed(record.scheme);
        _schemes.checkGood(next.signers, next.statedAt);
        bool lapsed = !_schemes.holds(record.scheme, standing_.signers, standing_.statedAt);
        _standings[next.account] = standing_;
        (_standings[next.account].signers, _standings[next.account].statedAt) = (next.signers, uint40(next.statedAt));
        _standings[oldAccount] = Standing(uint32(identityId), 0, 0, 0, 0, 0, Standings.REPLACED, 0);
        record.account = next.account;
        emit Rekeyed(identityId, oldAccount, next.account);
        _ROLL.rekeyed(identityId, oldAccount, next.account);
        if (lapsed) _settleVoice(identityId);
    }

    function suspend(uint256 identityId, uint64 until, uint256 caseId) external restricted {
        (, Standing storage standing_) = _live(identityId);
        uint64 latest = uint64(block.timestamp) + _settings.maxSuspension;
        if (until <= block.timestamp || until > latest) revert SuspensionInvalid(until, latest);
        if (until < standing_.suspendedUntil) until = standing_.suspendedUntil;
        standing_.suspendedUntil = SafeCast.toUint40(until);
        emit IdentitySuspended(identityId, until, caseId);
        _settleVoice(identityId);
    }

    function discredit(uint8 slot, uint48 since, string calldata reason) external restricted {
        _schemes.discredit(slot, since, reason);
        _AUDIT.record("discredit", bytes32(uint256(slot)), since, reason);
    }

    function setScheme(address scheme) external restricted {
        _schemes.set(scheme);
    }

    function standing(address account) external view returns (uint256 identityId, bool active) {
        return _read(_standings[account]);
    }

    function membership(address account) external view returns (uint256 identityId, bool active, bool voice) {
        Standing memory held = _standings[account];
        (identityId, active) = _read(held);
        voice = active && held.hasVoice();
    }

    function identityOf(address account) external view returns (uint256) {
        Standing memory held = _standings[account];
        return held.status == Standings.REPLACED ? 0 : held.identityId;
    }

    function boundTo(address account) external view returns (uint256) {
        return _standings[account].identityId;
    }

    function accountOf(uint256 identityId) external view returns (address) {
        return _records[identityId].account;
    }

    function isActive(uint256 identityId) external view returns (bool active) {
        (, active) = _read(_standings[_records[identityId].account]);
    }

    function kindOf(uint256 identityId) external view returns (uint8) {
        return _standings[_records[identityId].account].kind;
    }

    function identity(uint256 identityId) external view returns (Identity memory record) {
        Record storage kept = _records[identityId];
        Standing memory held = _standings[kept.account];
        (record.account, record.scheme, record.tag) = (kept.account, kept.scheme, kept.tag);
        (record.validUntil, record.suspendedUntil) = (held.validUntil, held.suspendedUntil);
        (record.kind, record.statedAt, record.signers) = (held.kind, held.statedAt, held.signers);
        bool holds = held.validUntil > block.timestamp && _schemes.holds(kept.scheme, held.signers, held.statedAt);
        record.status = held.status == Standings.ACTIVE && !holds ? Standings.LAPSED : held.status;
    }

    function rekeyOf(uint256 identityId) external view returns (address newAccount, uint64 readyAt) {
        Rekeying.Pending memory pending = _rekeying.pending[identityId];
        return (pending.account, pending.readyAt);
    }

    function count() external view returns (uint256) {
        return _count;
    }

    function anchor() external view returns (address) {
        return _schemes.anchor;
    }

    function settings() external view returns (Settings memory) {
        return _settings;
    }

    function roll() external view returns (IContributorRoll) {
        return _ROLL;
    }

    /// @dev The one place where voices come and go: a person has one while statement, probation and rulings allow.
    function _settleVoice(uint256 identityId) private {
        Record storage record = _records[identityId];
        Standing memory held = _standings[record.account];
        if (held.kind != Standings.PERSON) return;
        uint48 from = held.voiceWeek * Tide.WEEK;
        uint48 free = Tide.weekFrom(held.suspendedUntil);
        if (free > from) from = free;
        bool holds = held.status == Standings.ACTIVE && _schemes.holds(record.scheme, held.signers, held.statedAt);
        _ROLL.seat(identityId, record.account, from, holds ? Tide.weekOf(held.validUntil) : 0);
    }

    function _read(Standing memory held) private view returns (uint256 identityId, bool active) {
        if (held.status == Standings.REPLACED) return (0, false);
        identityId = held.identityId;
        if (!held.runs()) return (identityId, false);
        // Most statements have no signer in question, and then the second slot says enough.
        bool clean = held.signers & _schemes.bad == 0;
        active = clean || _schemes.holds(_records[identityId].scheme, held.signers, held.statedAt);
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
