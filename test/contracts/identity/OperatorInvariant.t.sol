// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {OperatorRegistry} from "../../../contracts/identity/OperatorRegistry.sol";
import {TestBase} from "../Vm.sol";
import {OperatorFixture} from "./OperatorFixture.sol";
import {Court} from "./SetAuthority.sol";

/// @notice Drives stakes through everything that may happen to them.
contract StakeHandler is OperatorFixture {
    uint256 private constant HUMANS = 5;
    bool public paidEarly;
    bool public burntWrongly;
    bool public slashedWithoutCourt;
    bool public stuck;
    bool public joinedUnasked;
    uint256 private constant _KEYS = 0x2000;
    mapping(uint256 operatorId => uint48) private _heldUntil;
    uint256 public paidIn;
    uint256 public paidOut;
    uint256 public burnt;
    address[HUMANS] private _accounts;

    constructor() {
        _deployOperators();
        for (uint256 i = 0; i < HUMANS; ++i) {
            _accounts[i] = vm.addr(_KEYS + i);
            _enrol(_accounts[i]);
        }
    }

    function register(uint256 who, uint256 value) external {
        (address account, uint256 sent) = _fund(who, value);
        vm.prank(account);
        operators.register{value: sent}(0, 1, "");
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
        due = due && !Court(court).isHeld(record.identityId) && _heldUntil[record.identityId] <= block.timestamp;
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
        vm.prank(court);
        operators.slash(id, shareBp, 1);
        uint256 lost = stake - operators.operator(id).stake;
        if (lost != (stake * shareBp) / 10_000 || BURNT.balance - before != lost) burntWrongly = true;
        burnt += lost;
    }

    function slashAs(address caller, uint256 who) external {
        if (caller == court || caller == address(this)) return;
        vm.prank(caller);
        try operators.slash(1 + (who % HUMANS), 1, 1) {
            slashedWithoutCourt = true;
        } catch {
            return;
        }
    }

    function hold(uint256 who, uint256 time, bool byCase) external {
        uint256 id = operators.operatorOf(_accounts[who % HUMANS]);
        if (byCase) return Court(court).hold(id, time % 2 == 0);
        uint48 until = uint48(block.timestamp + (time % 30 days));
        vm.prank(court);
        operators.hold(id, until);
        if (until > _heldUntil[id]) _heldUntil[id] = until;
    }

    /// Whoever would join a group takes what signatures there are: its owner's for another, another's for it, none.
    function join(uint256 who, uint256 ownerId, uint256 memberId, uint256 key) external {
        (address account, uint256 sent) = _fund(who, 0);
        uint256 id = registry.identityOf(account);
        ownerId = 1 + (ownerId % HUMANS);
        bytes memory consent = _consent(_KEYS + (key % HUMANS), ownerId, 1 + (memberId % HUMANS));
        bool agreed = registry.accountOf(ownerId) == vm.addr(_KEYS + (key % HUMANS)) && 1 + (memberId % HUMANS) == id;
        vm.prank(account);
        try operators.register{value: sent}(ownerId, 1, consent) {
            paidIn += sent;
            if (ownerId != id && !agreed) joinedUnasked = true;
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

    /// Every operator stands in one group, every group is headed by its founder, and the list has each once.
    function groupsHaveOneHead() external view returns (bool) {
        (uint256 founded, uint256 places) = (0, 0);
        for (uint256 id = 1; id <= HUMANS; ++id) {
            bytes32 group = operators.groupOf(id);
            bool known = operators.operator(id).account != address(0);
            if (known != (group != 0)) return false;
            if (!known) continue;
            if (operators.groupOf(uint256(group)) != group || operators.foundedAt(group) == 0) return false;
            if (group != bytes32(id)) continue;
            ++founded;
            uint256 bit = 1 << operators.groupIndex(group);
            if (places & bit != 0) return false;
            places |= bit;
        }
        return founded == operators.groupCount() && places + 1 == 1 << founded;
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
        for (uint256 who = 0; who < 2; ++who) _handler.register(who, 0);
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

    function invariant_nobodyJoinsUnaskedAndAGroupHasOneHead() public view {
        assert(!_handler.joinedUnasked() && _handler.groupsHaveOneHead());
    }

    function invariant_activeMeansBondedAndInGoodStanding() public view {
        assert(_handler.everyActiveIsBonded());
    }
}
