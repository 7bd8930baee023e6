// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ContributorRoll} from "../../../contracts/governance/ContributorRoll.sol";
import {TestBase} from "../Vm.sol";

contract RollHandler is TestBase {
    ContributorRoll public roll;
    uint256 public seats;
    bool public stuck;
    address[6] private _people = [
        address(0x31),
        address(0x32),
        address(0x33),
        address(0x34),
        address(0x35),
        address(0x36)
    ];

    constructor() {
        roll = new ContributorRoll(address(this), 4);
    }

    function seat(uint256 who) external {
        address person = _people[who % 6];
        if (roll.isSeated(person)) return;
        try roll.seat(person) {
            ++seats;
        } catch {
            stuck = true;
        }
    }

    function unseat(uint256 who) external {
        address person = _people[who % 6];
        if (!roll.isSeated(person)) return;
        try roll.unseat(person) {
            --seats;
        } catch {
            stuck = true;
        }
    }

    function delegate(uint256 who, uint256 to) external {
        vm.prank(_people[who % 6]);
        roll.delegate(_people[to % 6]);
    }

    function recall(uint256 who, bool byZero) external {
        address person = _people[who % 6];
        if (!roll.isSeated(person)) return;
        vm.prank(person);
        try roll.delegate(byZero ? address(0) : person) {} catch {
            stuck = true;
        }
    }

    function sumOfVotes() external view returns (uint256 sum) {
        for (uint256 i = 0; i < 6; ++i) sum += roll.getVotes(_people[i]);
    }

    function mostVotes() external view returns (uint256 most) {
        for (uint256 i = 0; i < 6; ++i) if (roll.getVotes(_people[i]) > most) most = roll.getVotes(_people[i]);
    }
}

contract ContributorRollInvariantTest is TestBase {
    RollHandler private _handler;

    function setUp() public {
        _handler = new RollHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_sumOfVotesIsTheNumberOfSeats() public view {
        assert(_handler.sumOfVotes() == _handler.seats());
    }

    function invariant_noDelegationBlocksSeatingRevocationOrRecall() public view {
        assert(!_handler.stuck());
    }

    /// Recall always works, so a full delegate may also hold the own voice.
    function invariant_delegatesStayUnderTheCap() public view {
        assert(_handler.mostVotes() <= _handler.roll().delegateCap() + 1);
    }
}
