// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {TestBase, Vm} from "../Vm.sol";
import {PoolWorld} from "./PoolBase.sol";
import {CommonsPool} from "../../../contracts/commons/CommonsPool.sol";
import {StabilityPool} from "../../../contracts/commons/StabilityPool.sol";

/// @notice Three members and three operators: pledges come and go, members join and leave, vouchers are cashed, time passes.
contract PoolHandler is PoolWorld {
    uint256 public constant EAST = 102;
    bool public minimumFell;
    bool public overdrawn;
    bool public miscounted;
    bool public keptInactive;
    uint256 public redeemed;
    uint256 public shortages;
    uint256 public turns;
    uint256 public draws;
    bool public drewBeforePledges;
    bool public drewBeyondHeadroom;
    uint256 private _day;
    mapping(uint256 day => uint256[3]) private _served;
    mapping(uint256 day => uint256[3]) private _drawn;
    mapping(uint256 operatorId => mapping(uint256 identityId => uint64)) public cumulative;
    mapping(uint256 identityId => uint256) public lastUse;
    uint256[3] private _keys = [ANA_KEY, BAKO_KEY, uint256(0xc0)];
    address[3] private _operators = [NORTH_ACCOUNT, SOUTH_ACCOUNT, address(0xea)];
    bool[3] private _inactive;
    uint256 private _total = 3;

    constructor() {
        _open();
        members.setIdentity(3, vm.addr(_keys[2]), 1, true);
        members.setOperator(EAST, _operators[2], true);
        members.roll().setTotal(_total);
        vm.warp(block.timestamp + 1);
    }

    function pledge(uint256 who, uint256 units, uint256 credited) external {
        uint256 day = block.timestamp / 100 - 1;
        members.setCredited(NORTH + (who % 3), day, credited % 5_000);
        vm.prank(_operators[who % 3]);
        try pool.pledge(uint64(units % 4_000), day) {
            ++turns;
        } catch {}
    }

    function drop(uint256 who) external {
        uint256 index = who % 3;
        try pool.drop(NORTH + index) {
            if (!_inactive[index]) keptInactive = true;
        } catch {}
    }

    function toggleOperator(uint256 who) external {
        uint256 index = who % 3;
        _inactive[index] = !_inactive[index];
        members.setOperator(NORTH + index, _operators[index], !_inactive[index]);
    }

    function setMembers(uint256 total) external {
        _total = 3 + (total % 8);
        members.roll().setTotal(_total);
        vm.warp(block.timestamp + 1);
    }

    function setFloor(uint64 units) external {
        try pool.setFloor(uint64(50 + (units % 2_000))) {} catch {}
    }

    function raiseMinimum(uint64 units) external {
        uint64 before = pool.minimum();
        try pool.raiseMinimum(uint64(units % 400)) {} catch {}
        if (pool.minimum() < before) minimumFell = true;
    }

    function redeem(uint256 who, uint256 whose, uint256 units) external {
        (uint256 index, uint256 member) = (who % 3, (whose % 3) + 1);
        (uint256 before, uint256 right) = (pool.available(member), pool.allotment());
        units = units % (before + 20);
        uint64 sum = cumulative[NORTH + index][member] + uint64(units);
        uint256 day = block.timestamp / 100;
        _day = day;
        CommonsPool.Voucher memory voucher = _voucher(member, NORTH + index, sum);
        bytes memory signature = _signed(voucher, _keys[member - 1]);
        vm.recordLogs();
        try this.redeemAs(_operators[index], voucher, signature) returns (uint256 counted) {
            // What was saved may be booked on the way, so that all have more.
            bool same = pool.allotment() == right;
            if (counted != 0 && same && units > before) overdrawn = true;
            if (counted != 0 && (counted != units || (same && pool.available(member) + units > before)))
                miscounted = true;
            if (counted == 0) return;
            cumulative[NORTH + index][member] = sum;
            lastUse[member] = block.timestamp;
            ++redeemed;
            ++turns;
            _served[_day][index] += units;
            _lookAtDraws(index);
            if (this.redeemAs(_operators[index], voucher, signature) != 0) overdrawn = true;
        } catch {}
    }

    function redeemAs(
        address account,
        CommonsPool.Voucher memory voucher,
        bytes memory signature
    ) external returns (uint256) {
        if (msg.sender != address(this)) return 0;
        return _redeemSigned(account, voucher, signature);
    }

    /// @dev An operator draws when it served more than it pledged less the reserve, and up to what it proved.
    function _lookAtDraws(uint256 index) private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != StabilityPool.CapacityDrawn.selector) continue;
            uint256 units = abi.decode(logs[i].data, (uint256));
            _drawn[_day][index] += units;
            (uint64 counted, ) = pool.pledgeOf(NORTH + index);
            if (_served[_day][index] <= (counted * (10_000 - uint256(pool.reserve()))) / 10_000)
                drewBeforePledges = true;
            if (_drawn[_day][index] > pool.headroom()) drewBeyondHeadroom = true;
            ++draws;
        }
    }

    function wait_(uint256 time) external {
        vm.warp(block.timestamp + (time % 170));
    }

    function countShortage() external {
        if (pool.factor() < 10_000 && pool.factor() > 0) ++shortages;
    }

    /// @dev Sees the shares as they are now, from inside, so that the test asks once.
    function view_()
        external
        view
        returns (uint256 factor, uint256 allotment, uint256 priority, uint256 capacity, uint256 total)
    {
        return (
            pool.factor(),
            pool.allotment(),
            pool.priorityCapacity(),
            pool.pledged() + (pool.saved() < pool.headroom() ? pool.saved() : pool.headroom()),
            _total
        );
    }

    function available(uint256 member) external view returns (uint256) {
        return pool.available(member);
    }

    function pledgedOneByOne() external view returns (uint256 sum) {
        for (uint256 id = NORTH; id <= EAST; ++id) {
            (uint64 units, ) = pool.pledgeOf(id);
            sum += units;
        }
    }

    function savings() external view returns (uint256 sum, uint256 entries) {
        sum = pool.saved();
        for (uint256 id = NORTH; id <= EAST; ++id) entries += pool.savedBy(id);
    }

    function pledged() external view returns (uint256) {
        return pool.pledged();
    }

    function limits() external view returns (uint256 floor, uint256 minimum, uint256 reserve) {
        return (pool.floor(), pool.minimum(), pool.reserve());
    }

    function settled(uint256 operatorId, uint256 member) external view returns (bool) {
        return pool.redeemed(operatorId, member) == cumulative[operatorId][member];
    }
}

/// @notice What holds of the commons floor whatever happens.
contract CommonsInvariantTest is TestBase {
    PoolHandler private _handler;

    function setUp() public {
        _handler = new PoolHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_theFloorHolds() public view {
        _everyRestedMemberHasTheSameShareOfTheFloor();
        _priorityIsZeroWhileFloorsAreCut();
        _floorNeverFallsBelowItsMinimum();
        _sumOfPledgesIsThatOfOperators();
        _vouchersCountOnceAndWithinTheAllotment();
        _poolIsTheSumOfItsEntries();
    }

    function _everyRestedMemberHasTheSameShareOfTheFloor() private view {
        (uint256 factor, uint256 allotment, uint256 priority, , ) = _handler.view_();
        (uint256 floor, , ) = _handler.limits();
        assert(allotment <= floor && allotment >= (floor * factor) / 10_000);
        for (uint256 member = 1; member <= 3; ++member) {
            uint256 available = _handler.available(member);
            assert(available <= allotment + priority);
            if (block.timestamp / 100 > _handler.lastUse(member) / 100) assert(available >= allotment);
        }
    }

    function _priorityIsZeroWhileFloorsAreCut() private view {
        (uint256 factor, uint256 allotment, uint256 priority, uint256 capacity, uint256 total) = _handler.view_();
        (uint256 floor, , ) = _handler.limits();
        if (factor < 10_000)
            assert(priority == 0 && allotment * total >= capacity - (capacity < total ? capacity : total));
        else assert(allotment == floor && (priority == 0 || priority + floor * total <= _handler.pledged()));
    }

    /// @dev Entries are never more than five days of floors as they were booked, nor is one counted twice: what all
    /// operators have saved is the pool, but for what rounding takes.
    function _poolIsTheSumOfItsEntries() private view {
        (uint256 sum, uint256 entries) = _handler.savings();
        uint256 rounded = 3 * (1 + _handler.turns());
        assert(sum <= entries + rounded && entries <= sum + rounded);
        assert(!_handler.drewBeforePledges() && !_handler.drewBeyondHeadroom());
    }

    function _floorNeverFallsBelowItsMinimum() private view {
        (uint256 floor, uint256 minimum, uint256 reserve) = _handler.limits();
        assert(floor >= minimum && minimum >= 100 && !_handler.minimumFell());
        assert(reserve >= 1_000 && reserve <= 5_000);
    }

    function _sumOfPledgesIsThatOfOperators() private view {
        assert(_handler.pledged() == _handler.pledgedOneByOne() && !_handler.keptInactive());
    }

    function _vouchersCountOnceAndWithinTheAllotment() private view {
        assert(!_handler.overdrawn() && !_handler.miscounted());
        for (uint256 id = 100; id <= 102; ++id) {
            for (uint256 member = 1; member <= 3; ++member) assert(_handler.settled(id, member));
        }
    }
}
