// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IContributorRoll} from "../../../contracts/governance/IContributorRoll.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IdentityRegistry} from "../../../contracts/identity/IdentityRegistry.sol";
import {IStakeHold} from "../../../contracts/identity/IStakeHold.sol";
import {TestBase} from "../Vm.sol";
import {TrustingScheme} from "./TrustingScheme.sol";

/// @notice A court for tests that holds stakes as it is told.
contract Court is IStakeHold {
    mapping(uint256 operatorId => uint48) public stakeHeldUntil;

    function hold(uint256 operatorId, uint48 until) external {
        stakeHeldUntil[operatorId] = until;
    }
}

/// @notice A registry with a trusting scheme. The test is deployer, timelock and nobody else.
abstract contract IdentityFixture is TestBase {
    uint8 internal constant PERSON = 1;
    uint8 internal constant INSTITUTION = 2;
    uint48 internal constant TERM = 365 days;
    uint48 internal constant REKEY_DELAY = 7 days;
    uint48 internal constant MAX_SUSPENSION = 180 days;
    uint256 internal constant START = 1_000_000;
    address internal constant ANA = address(0xa1);
    address internal constant BAKO = address(0xb2);
    address internal constant CHEN = address(0xc3);
    address internal constant DARA = address(0xd4);
    address internal constant STRANGER = address(0xe5);

    TrustingScheme internal scheme;
    IdentityRegistry internal registry;
    IContributorRoll internal roll;
    address internal court;

    function _deploy(uint32 cap) internal {
        scheme = new TrustingScheme();
        registry = new IdentityRegistry(
            address(new AccessManager(address(this))),
            address(scheme),
            IIdentityRegistry.Settings(cap, TERM, REKEY_DELAY, MAX_SUSPENSION)
        );
        roll = registry.roll();
        court = address(new Court());
        registry.bindCourt(court);
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
        return abi.encode(account, kind, tag, uint64(validUntil));
    }

    function _year() internal view returns (uint64) {
        return uint64(block.timestamp + 365 days);
    }

    function _enrol(address account) internal returns (uint256) {
        return _enrol(account, PERSON);
    }

    function _enrol(address account, uint8 kind) internal returns (uint256) {
        return registry.enrol(account, kind, address(scheme), _evidence(account, kind, _tag(account), _year()));
    }

    function _suspend(uint256 identityId, uint256 until) internal {
        vm.prank(court);
        registry.suspend(identityId, uint64(until), 7);
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
}
