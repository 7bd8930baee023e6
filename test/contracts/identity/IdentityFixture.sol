// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AuditLog} from "../../../contracts/audit/AuditLog.sol";
import {IContributorRoll} from "../../../contracts/governance/IContributorRoll.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IdentityRegistry} from "../../../contracts/identity/IdentityRegistry.sol";
import {TestBase} from "../Vm.sol";
import {CommonsAuthority} from "../../../contracts/governance/CommonsAuthority.sol";
import {Court, LastAct, SetAuthority} from "./SetAuthority.sol";
import {TrustingScheme} from "./TrustingScheme.sol";

/// @notice A registry with a trusting scheme. The test is deployer, timelock and nobody else. It starts with a week.
abstract contract IdentityFixture is TestBase {
    uint8 internal constant PERSON = 1;
    uint8 internal constant INSTITUTION = 2;
    uint48 internal constant WEEK = 7 days;
    uint48 internal constant TERM = 364 days;
    uint48 internal constant REKEY_DELAY = 7 days;
    uint48 internal constant MAX_SUSPENSION = 180 days;
    uint48 internal constant PROBATION = 60 days;
    uint256 internal constant START = 1_000 weeks;
    /// @dev The first four of nine attesters.
    uint64 internal constant FOUR = 0xf;
    address internal constant ANA = address(0xa1);
    address internal constant BAKO = address(0xb2);
    address internal constant CHEN = address(0xc3);
    address internal constant DARA = address(0xd4);
    address internal constant STRANGER = address(0xe5);

    SetAuthority internal commons;
    TrustingScheme internal scheme;
    IdentityRegistry internal registry;
    IContributorRoll internal roll;
    LastAct internal audit;
    address internal court;
    uint160 private _crowd;

    function _settings() internal pure virtual returns (IIdentityRegistry.Settings memory) {
        return
            IIdentityRegistry.Settings(
                3,
                TERM,
                REKEY_DELAY,
                MAX_SUSPENSION,
                PROBATION,
                type(uint32).max,
                1_000,
                1_000,
                3
            );
    }

    function _deploy() internal {
        scheme = new TrustingScheme();
        commons = new SetAuthority();
        audit = new LastAct();
        registry = new IdentityRegistry(address(commons), address(scheme), AuditLog(address(audit)), _settings());
        roll = registry.roll();
        court = address(new Court());
        commons.allow(address(registry), registry.suspend.selector, court);
        commons.bind(new CommonsAuthority.Right[](0), court);
    }

    function _tag(address account) internal pure returns (bytes32) {
        return keccak256(abi.encode(account));
    }

    function _evidence(
        address account,
        uint8 kind,
        bytes32 tag,
        uint256 validUntil
    ) internal pure returns (bytes memory) {
        return _signedBy(FOUR, account, kind, tag, validUntil);
    }

    function _signedBy(
        uint64 signers,
        address account,
        uint8 kind,
        bytes32 tag,
        uint256 validUntil
    ) internal pure returns (bytes memory) {
        return abi.encode(account, kind, tag, uint64(validUntil), signers);
    }

    function _year() internal view returns (uint64) {
        return uint64(block.timestamp + 365 days);
    }

    function _enrol(address account) internal returns (uint256) {
        return _enrol(account, PERSON);
    }

    function _enrol(address account, uint8 kind) internal returns (uint256) {
        return _enrolBy(FOUR, account, kind);
    }

    function _enrolBy(uint64 signers, address account, uint8 kind) internal returns (uint256) {
        bytes memory evidence = _signedBy(signers, account, kind, _tag(account), _year());
        return registry.enrol(account, kind, address(scheme), evidence);
    }

    /// @dev Persons whom the test does not name, attested for as long as counts.
    function _enrolCrowd(uint256 number) internal {
        for (uint256 i = 0; i < number; ++i) {
            address account = address(0x100000 + ++_crowd);
            bytes memory evidence = _evidence(account, PERSON, _tag(account), block.timestamp + 730 days);
            registry.enrol(account, PERSON, address(scheme), evidence);
        }
    }

    function _suspend(uint256 identityId, uint256 until) internal {
        vm.prank(court);
        registry.suspend(identityId, uint64(until), 7);
    }

    function _revoke(uint256 first, uint256 second) internal {
        registry.revokeDouble(first, second, abi.encode(first, second));
    }

    function _lapse(uint256 identityId) internal returns (uint256) {
        uint256[] memory ids = new uint256[](1);
        ids[0] = identityId;
        return registry.lapse(ids);
    }

    function _requestRekey(uint256 identityId, address oldAccount, address newAccount) internal {
        registry.requestRekey(identityId, newAccount, _evidence(newAccount, PERSON, _tag(oldAccount), _year()));
    }

    function _rekey(uint256 identityId, address oldAccount, address newAccount) internal {
        _requestRekey(identityId, oldAccount, newAccount);
        vm.warp(block.timestamp + REKEY_DELAY);
        registry.completeRekey(identityId);
    }

    function _assertStanding(address account, uint256 identityId, bool active) internal view {
        (uint256 foundId, bool foundActive) = registry.standing(account);
        assert(foundId == identityId && foundActive == active);
    }

    function _assertVoice(uint256 identityId, uint256 from, uint256 until) internal view {
        (uint48 foundFrom, uint48 foundUntil) = roll.voiceOf(identityId);
        assert(foundFrom == from && foundUntil == until);
    }

    function _weekOf(uint256 time) internal pure returns (uint256) {
        return (time / WEEK) * WEEK;
    }
}
