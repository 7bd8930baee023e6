// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {OperatorRegistry} from "../../../contracts/identity/OperatorRegistry.sol";
import {TestBase} from "../Vm.sol";
import {OperatorFixture} from "./OperatorFixture.sol";

/// @notice Drives stakes through everything that may happen to them.
contract StakeHandler is OperatorFixture {
    uint256 private constant HUMANS = 5;
    bool public paidEarly;
    bool public burntWrongly;
    bool public slashedWithoutCourt;
    bool public stuck;
    uint256 public paidIn;
    uint256 public paidOut;
    uint256 public burnt;
    address[HUMANS] private _accounts;

    constructor() {
        _deployOperators();
        for (uint256 i = 0; i < HUMANS; ++i) {
            _accounts[i] = address(uint160(0x2000 + i));
            _enrol(_accounts[i]);
        }
    }

    function register(uint256 who, uint256 value) external {
        (address account, uint256 sent) = _fund(who, value);
        vm.prank(account);
        operators.register{value: sent}(GROUP, 1);
        paidIn += sent;
    }

    function bond(uint256 who, uint256 value) external {
        (address account, uint256 sent) = _fund(who, value);
        vm.prank(account);
        operators.bond{value: sent}();
        paidIn += sent;
    }

    function unbond(uint256 who) external {
        vm.prank(_accounts[who % HUMANS]);
        operators.unbond();
    }

    function withdraw(uint256 who) external {
        address account = _accounts[who % HUMANS];
        IOperatorRegistry.Operator memory record = operators.operator(operators.operatorOf(account));
        bool due = record.unbondAt != 0 && record.unbondAt <= block.timestamp && record.stake != 0;
        uint256 before = account.balance;
        vm.prank(account);
        try operators.withdrawStake() {
            if (!due || account.balance - before != record.stake) paidEarly = true;
            paidOut += record.stake;
        } catch {
            if (due) stuck = true;
        }
    }

    function slash(uint256 who, uint16 shareBp) external {
        uint256 id = operators.operatorOf(_accounts[who % HUMANS]);
        uint256 stake = operators.operator(id).stake;
        uint256 before = BURNT.balance;
        vm.prank(operatorCourt);
        operators.slash(id, shareBp, 1);
        uint256 lost = stake - operators.operator(id).stake;
        if (lost != (stake * shareBp) / 10_000 || BURNT.balance - before != lost) burntWrongly = true;
        burnt += lost;
    }

    function slashAs(address caller, uint256 who) external {
        if (caller == operatorCourt) return;
        vm.prank(caller);
        try operators.slash(1 + (who % HUMANS), 1, 1) {
            slashedWithoutCourt = true;
        } catch {
            return;
        }
    }

    function rekey(uint256 who) external {
        uint256 human = who % HUMANS;
        uint256 id = human + 1;
        (address pending, uint64 readyAt) = registry.rekeyOf(id);
        if (pending == address(0)) {
            address account = address(uint160(_accounts[human]) + 0x100);
            bytes32 tag = registry.identity(id).tag;
            registry.requestRekey(id, account, _evidence(account, PERSON, tag, _year()));
        } else if (readyAt <= block.timestamp) {
            registry.completeRekey(id);
            _accounts[human] = pending;
        }
    }

    function suspend(uint256 who, uint256 time) external {
        _suspend(1 + (who % HUMANS), block.timestamp + 1 + (time % 20 days));
    }

    function pass(uint256 time) external {
        vm.warp(block.timestamp + 1 + (time % 8 days));
    }

    function registryOfStakes() external view returns (OperatorRegistry) {
        return operators;
    }

    function sumOfStakes() external view returns (uint256 sum) {
        for (uint256 id = 1; id <= HUMANS; ++id) sum += operators.operator(id).stake;
    }

    function everyActiveIsBonded() external view returns (bool) {
        for (uint256 id = 1; id <= HUMANS; ++id) {
            bool bonded = operators.operator(id).stake >= MIN_STAKE && operators.operator(id).unbondAt == 0;
            if (operators.isActive(id) != (bonded && registry.isActive(id))) return false;
            if (operators.isActive(id) && operators.activeOperatorOf(registry.accountOf(id)) != id) return false;
        }
        return true;
    }

    function _fund(uint256 who, uint256 value) private returns (address account, uint256 sent) {
        account = _accounts[who % HUMANS];
        sent = value % (2 * MIN_STAKE);
        if (value % 3 == 0) sent = MIN_STAKE;
        vm.deal(account, account.balance + sent);
    }
}

contract OperatorInvariantTest is TestBase {
    StakeHandler private _handler;

    function setUp() public {
        _handler = new StakeHandler();
        for (uint256 who = 0; who < 3; ++who) _handler.register(who, 0);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_balanceIsTheSumOfStakes() public view {
        uint256 balance = address(_handler.registryOfStakes()).balance;
        assert(balance == _handler.sumOfStakes());
        assert(balance == _handler.paidIn() - _handler.paidOut() - _handler.burnt());
    }

    function invariant_stakeLeavesInTimeAndNeverBefore() public view {
        assert(!_handler.paidEarly() && !_handler.stuck());
    }

    function invariant_onlyTheCourtSlashesAndOnlyTheShare() public view {
        assert(!_handler.slashedWithoutCourt() && !_handler.burntWrongly());
    }

    function invariant_activeMeansBondedAndInGoodStanding() public view {
        assert(_handler.everyActiveIsBonded());
    }
}
