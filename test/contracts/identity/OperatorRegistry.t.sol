// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {OperatorRegistry} from "../../../contracts/identity/OperatorRegistry.sol";
import {TestBase} from "../Vm.sol";

/// @notice Identities for tests: every account is the identity of its own number.
contract EveryoneIdentified {
    function identityOf(address account) external pure returns (uint256) {
        return uint160(account);
    }

    function isActive(uint256 identityId) external pure returns (bool) {
        return identityId != 0;
    }
}

contract OperatorHandler is TestBase {
    OperatorRegistry public registry;
    bool public paidEarly;
    address[5] private _accounts = [address(0x21), address(0x22), address(0x23), address(0x24), address(0x25)];

    constructor(OperatorRegistry target) {
        registry = target;
    }

    function register(uint256 who, uint256 value) external {
        address account = _fund(who, value);
        vm.prank(account);
        registry.register{value: value % 3 ether}(bytes32(uint256(1)), 1);
    }

    function bond(uint256 who, uint256 value) external {
        address account = _fund(who, value);
        vm.prank(account);
        registry.bond{value: value % 3 ether}();
    }

    function unbond(uint256 who) external {
        vm.prank(_accounts[who % 5]);
        registry.unbond();
    }

    function withdraw(uint256 who) external {
        address account = _accounts[who % 5];
        uint64 unbondAt = registry.operator(registry.operatorOf(account)).unbondAt;
        vm.prank(account);
        registry.withdrawStake();
        if (unbondAt == 0 || unbondAt > block.timestamp) paidEarly = true;
    }

    function wait_(uint256 time) external {
        vm.warp(block.timestamp + (time % 50));
    }

    function sumOfStakes() external view returns (uint256 sum) {
        for (uint256 id = 1; id <= registry.count(); ++id) sum += registry.operator(id).stake;
    }

    function everyActiveIsBonded() external view returns (bool) {
        for (uint256 id = 1; id <= registry.count(); ++id) {
            bool low = registry.operator(id).stake < registry.minStake() || registry.operator(id).unbondAt != 0;
            if (low && registry.isActive(id)) return false;
        }
        return true;
    }

    function _fund(uint256 who, uint256 value) private returns (address account) {
        account = _accounts[who % 5];
        vm.deal(account, account.balance + (value % 3 ether));
    }
}

contract OperatorRegistryInvariantTest is TestBase {
    OperatorRegistry private _registry;
    OperatorHandler private _handler;

    function setUp() public {
        IIdentityRegistry identities = IIdentityRegistry(address(new EveryoneIdentified()));
        _registry = new OperatorRegistry(identities, 1 ether, 20);
        _handler = new OperatorHandler(_registry);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_balanceIsTheSumOfStakes() public view {
        assert(address(_registry).balance == _handler.sumOfStakes());
    }

    function invariant_stakeNeverLeavesEarly() public view {
        assert(!_handler.paidEarly());
    }

    function invariant_activeMeansBonded() public view {
        assert(_handler.everyActiveIsBonded());
    }
}
