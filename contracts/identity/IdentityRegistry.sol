// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ContributorRoll} from "../governance/ContributorRoll.sol";
import {IContributorRoll} from "../governance/IContributorRoll.sol";
import {IIdentityRegistry} from "./IIdentityRegistry.sol";
import {IPersonhoodVerifier} from "./IPersonhoodVerifier.sol";

/// @title Registry of persons and institutions, and keeper of the contributors' roll.
/// @notice The roll is created here, so that no role and no vote can seat a voice without an enrolled person.
contract IdentityRegistry is IIdentityRegistry, AccessManaged {
    uint8 private constant PERSON = 1;
    uint8 private constant INSTITUTION = 2;
    uint8 private constant ACTIVE = 1;
    uint8 private constant LAPSED = 2;
    uint8 private constant REVOKED = 3;

    IContributorRoll private immutable _ROLL;
    uint256 private _count;
    mapping(uint256 identityId => Identity) private _identities;
    mapping(address account => uint256 identityId) private _identityOf;
    mapping(address scheme => mapping(bytes32 tag => uint256 identityId)) private _identityOfTag;
    mapping(address scheme => bool) private _allowed;

    constructor(address authority, address[] memory schemes, uint256 delegateCap) AccessManaged(authority) {
        _ROLL = new ContributorRoll(address(this), delegateCap);
        for (uint256 i = 0; i < schemes.length; ++i) _allowScheme(schemes[i], true);
    }

    /// @inheritdoc IIdentityRegistry
    function enrol(
        address account,
        uint8 kind,
        address scheme,
        bytes calldata evidence
    ) external returns (uint256 identityId) {
        if (kind != PERSON && kind != INSTITUTION) revert KindInvalid(kind, kind);
        (bytes32 tag, uint64 validUntil) = _check(account, kind, scheme, evidence);
        if (_identityOf[account] != 0) revert AccountBound(account, _identityOf[account]);
        if (_identityOfTag[scheme][tag] != 0) revert TagUsed(tag, _identityOfTag[scheme][tag]);

        identityId = ++_count;
        _identityOf[account] = identityId;
        _identityOfTag[scheme][tag] = identityId;
        _identities[identityId] = Identity(account, kind, scheme, validUntil, ACTIVE, tag);
        emit Enrolled(identityId, account, kind, scheme, validUntil);
        if (kind == PERSON) _ROLL.seat(account);
    }

    /// @inheritdoc IIdentityRegistry
    function renew(uint256 identityId, bytes calldata evidence) external {
        Identity storage record = _live(identityId);
        (bytes32 tag, uint64 validUntil) = _check(record.account, record.kind, record.scheme, evidence);
        if (tag != record.tag) revert TagMismatch(record.tag, tag);
        if (validUntil <= record.validUntil) revert NotLater(record.validUntil, validUntil);

        bool lapsed = record.status == LAPSED;
        record.validUntil = validUntil;
        record.status = ACTIVE;
        emit IdentityRenewed(identityId, validUntil);
        if (lapsed && record.kind == PERSON) _ROLL.seat(record.account);
    }

    /// @inheritdoc IIdentityRegistry
    function lapse(uint256 identityId) external {
        Identity storage record = _identities[identityId];
        if (record.status != ACTIVE) revert IdentityStatusInvalid(identityId, record.status);
        if (record.validUntil > block.timestamp) revert StillValid(identityId, record.validUntil);

        record.status = LAPSED;
        emit IdentityLapsed(identityId);
        if (record.kind == PERSON) _ROLL.unseat(record.account);
    }

    /// @inheritdoc IIdentityRegistry
    function revoke(uint256 identityId) external restricted {
        Identity storage record = _live(identityId);
        bool seated = record.status == ACTIVE && record.kind == PERSON;
        record.status = REVOKED;
        emit IdentityRevoked(identityId);
        if (seated) _ROLL.unseat(record.account);
    }

    /// @inheritdoc IIdentityRegistry
    function allowScheme(address scheme, bool allowed) external restricted {
        _allowScheme(scheme, allowed);
    }

    /// @inheritdoc IIdentityRegistry
    function identityOf(address account) external view returns (uint256) {
        return _identityOf[account];
    }

    /// @inheritdoc IIdentityRegistry
    function isActive(uint256 identityId) external view returns (bool) {
        Identity storage record = _identities[identityId];
        return record.status == ACTIVE && record.validUntil > block.timestamp;
    }

    /// @inheritdoc IIdentityRegistry
    function identity(uint256 identityId) external view returns (Identity memory) {
        return _identities[identityId];
    }

    /// @inheritdoc IIdentityRegistry
    function count() external view returns (uint256) {
        return _count;
    }

    /// @inheritdoc IIdentityRegistry
    function isSchemeAllowed(address scheme) external view returns (bool) {
        return _allowed[scheme];
    }

    /// @inheritdoc IIdentityRegistry
    function roll() external view returns (IContributorRoll) {
        return _ROLL;
    }

    function _allowScheme(address scheme, bool allowed) private {
        _allowed[scheme] = allowed;
        emit SchemeAllowed(scheme, allowed);
    }

    function _check(
        address account,
        uint8 kind,
        address scheme,
        bytes calldata evidence
    ) private returns (bytes32, uint64) {
        if (!_allowed[scheme]) revert SchemeNotAllowed(scheme);
        (uint8 vouched, bytes32 tag, uint64 validUntil) = IPersonhoodVerifier(scheme).check(account, evidence);
        if (vouched != kind) revert KindInvalid(kind, vouched);
        return (tag, validUntil);
    }

    function _live(uint256 identityId) private view returns (Identity storage record) {
        record = _identities[identityId];
        if (record.status == 0) revert IdentityUnknown(identityId);
        if (record.status == REVOKED) revert IdentityStatusInvalid(identityId, REVOKED);
    }
}
