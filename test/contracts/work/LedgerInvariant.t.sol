// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {Beacon} from "../../../contracts/work/Beacon.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {WorkLedger} from "../../../contracts/work/WorkLedger.sol";
import {TestBase} from "../Vm.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice Ten groups: six founders, and four that invent history. All of their claims are believed; they enter by
/// lot or not at all. Work is taken back, operators fall and rise, and the handler remembers past votes.
contract LedgerHandler is WorkBase {
    uint256 private constant FOUNDERS = 6;
    uint256 private constant GROUPS = 10;
    uint256 private constant MOST = 12;

    bool public rewritten;
    bool public overcredited;
    bool public cheapSeat;
    uint256 public drawnSeats;
    uint256 public periods;
    uint256 private _spans;
    uint256 private _lots;
    uint256 private _pastTime;
    uint256[11] private _pastVotes;
    uint256 private _pastHeads;
    mapping(uint256 group => mapping(uint256 epoch => uint256)) private _creditedIn;
    mapping(uint256 period => bool) private _begun;

    constructor() {
        _deploy(GROUPS);
        IWorkLedger.Settings memory all = _workSettings();
        all.founders = uint16(FOUNDERS);
        _ledger = new WorkLedger(
            address(_authority),
            IOperatorRegistry(address(_operators)),
            Beacon(address(_beacon)),
            all
        );
        vm.warp(block.timestamp + 90 days);
        for (uint256 id = 1; id <= 4; ++id) {
            _ledger.credit(id, MINIMUM);
            _ledger.enter(bytes32(id));
        }
    }

    function work(uint256 id, uint64 units) external {
        id = _bound(id, 1, GROUPS);
        // Those who invent, invent as much as they can.
        uint64 claimed = id > FOUNDERS ? type(uint64).max : uint64(units % START);
        uint64 ceiling = _ledger.ceilingOf(bytes32(id));
        uint64 credited = _ledger.credit(id, claimed);
        uint256 epoch = block.timestamp / 1 days;
        uint256 sum = _creditedIn[id][epoch] += credited;
        if (sum > ceiling && credited != 0) overcredited = true;
        _compare();
    }

    /// @dev All work for some days, so that history grows.
    function workOn(uint256 days_, uint64 units) external {
        if (++_spans > MOST) return;
        days_ = _bound(days_, 1, 6);
        for (uint256 day = 0; day < days_; ++day) {
            for (uint256 id = 1; id <= GROUPS; ++id) _ledger.credit(id, id > FOUNDERS ? 1e12 : units % START);
            vm.warp(block.timestamp + 1 days);
        }
        _compare();
    }

    function takeBack(uint256 id, uint64 units, uint8 luck) external {
        if (luck > 60) return;
        _ledger.debit(_bound(id, 1, GROUPS), units % 50_000, 1);
        _compare();
    }

    function enter(uint256 id) external {
        id = _bound(id, 1, GROUPS);
        try _ledger.enter(bytes32(id)) {
            if (id > FOUNDERS) cheapSeat = true;
        } catch {}
        _compare();
    }

    function lot(uint256 seed) external {
        if (++_lots > MOST) return;
        uint48 period = uint48(block.timestamp / 90 days);
        for (uint256 id = FOUNDERS + 1; id <= GROUPS; ++id) try _ledger.applyForSeat(bytes32(id)) {} catch {}
        vm.warp((uint256(period) + 1) * 90 days);
        _beacon.choose(block.timestamp / 1 days + 1, keccak256(abi.encode(seed)));
        _waitForSeed();
        uint256 before = _strangers();
        try _ledger.drawEntrants(period) {
            if (!_begun[period]) ++periods;
            _begun[period] = true;
        } catch {}
        // A chamber of fewer than twenty has one place a period.
        uint256 later = _strangers();
        if (later > before + 1) cheapSeat = true;
        drawnSeats += later - before;
        _compare();
    }

    function setActive(uint256 id, bool active) external {
        _operators.setActive(_bound(id, 1, GROUPS), active);
        _compare();
    }

    function remember() external {
        vm.warp(block.timestamp + 1);
        _pastTime = block.timestamp - 1;
        for (uint256 id = 1; id <= GROUPS; ++id) _pastVotes[id] = _ledger.pastVotesOf(id, _pastTime);
        _pastHeads = _ledger.pastHeads(_pastTime);
    }

    function wait_(uint256 time) external {
        vm.warp(block.timestamp + (time % 60 days));
        _compare();
    }

    /// @dev Votes a second ago: their sum, the largest, how many have any, heads and the total.
    function weigh() external returns (uint256 sum, uint256 largest, uint256 voters, uint256 heads, uint256 total) {
        vm.warp(block.timestamp + 1);
        uint256 time = block.timestamp - 1;
        for (uint256 id = 1; id <= GROUPS; ++id) {
            uint256 votes = _ledger.pastVotesOf(id, time);
            sum += votes;
            if (votes > largest) largest = votes;
            if (votes != 0) ++voters;
        }
        (heads, total) = (_ledger.pastHeads(time), _ledger.getPastTotalSupply(time));
    }

    function inactiveVotes() external view returns (bool) {
        for (uint256 id = 1; id <= GROUPS; ++id) {
            if (_operators.isActive(id)) continue;
            if (_ledger.getVotes(_account(id)) != 0 || _ledger.castableVotesOf(id, block.timestamp - 1) != 0)
                return true;
        }
        return false;
    }

    function _strangers() private view returns (uint256 count) {
        for (uint256 id = FOUNDERS + 1; id <= GROUPS; ++id) if (_ledger.isInChamber(bytes32(id))) ++count;
    }

    function _compare() private {
        if (_pastTime == 0) return;
        for (uint256 id = 1; id <= GROUPS; ++id) {
            if (_ledger.pastVotesOf(id, _pastTime) != _pastVotes[id]) rewritten = true;
        }
        if (_ledger.pastHeads(_pastTime) != _pastHeads) rewritten = true;
    }
}

contract WorkLedgerInvariantTest is TestBase {
    LedgerHandler private _handler;

    function setUp() public {
        _handler = new LedgerHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_votesAreThoseOfHeadsAndNobodyHoldsMoreThanItsBound() public {
        (uint256 sum, uint256 largest, uint256 voters, uint256 heads, uint256 total) = _handler.weigh();
        assert(voters == heads && sum >= heads && sum <= total);
        uint256 rho = 1 + heads / 6;
        assert(largest <= rho && largest * (rho + heads) <= rho * sum + largest);
        assert(!_handler.inactiveVotes() && !_handler.rewritten());
    }

    function invariant_inventedHistoryBuysNeitherUnitsBeyondTheCeilingNorASeatWithoutALot() public view {
        assert(!_handler.overcredited() && !_handler.cheapSeat());
        assert(_handler.drawnSeats() <= _handler.periods());
    }
}
