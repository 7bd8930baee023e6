// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgenda} from "../../../contracts/governance/IAgenda.sol";
import {CommonsGovernor} from "../../../contracts/governance/CommonsGovernor.sol";
import {TestBase} from "../Vm.sol";
import {GovernanceSetup} from "./GovernanceSetup.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice Swarms of sponsors, half of them of one group, who draft, propose, cancel and lie in wait.
contract AgendaHandler is GovernanceSetup {
    uint256 private constant SWARM = 40;
    uint256[] public ids;
    uint256 public proposed;
    mapping(uint256 id => uint256[]) private _behind;
    mapping(uint256 id => bool) private _opened;
    mapping(uint256 id => uint256) private _until;
    mapping(uint256 id => uint256) private _end;

    constructor() {
        _build();
        for (uint256 i = 1; i <= SWARM; ++i) {
            _identities.set(i, _account(i), 1);
            _people.set(i, 1);
            if (i % 2 == 0) _identities.setGroup(i, bytes32(uint256(2)));
        }
        vm.warp(block.timestamp + 1);
        CommonsGovernor.Settings memory all = _settings();
        IAgenda.Settings memory asked = all.sponsorship;
        (asked.peoplePlaces, asked.operatorPlaces, asked.coolDown) = (3, 2, 900);
        _use(_deploy(all));
    }

    function swarm(uint8 name, uint8 from, uint8 number) external {
        for (uint256 i = 0; i < number % 8; ++i) sponsor(name, uint8(1 + ((from + i) % SWARM)));
    }

    function sponsor(uint8 name, uint8 who) public {
        uint256 identityId = who % 5 == 0 ? 101 + (who % OPERATORS) : 1 + (who % SWARM);
        uint256 id = _idOf(_named(name));
        vm.prank(_account(identityId));
        try _agenda.sponsor(id) {
            _note(id, identityId);
        } catch {}
    }

    function propose(uint8 name, uint8 who) external {
        Proposal memory it = _named(name);
        uint256 id = _idOf(it);
        uint256 identityId = 1 + (who % SWARM);
        if (_behind[id].length != 0 && who % 2 == 0) identityId = _behind[id][who % _behind[id].length];
        vm.prank(_account(identityId));
        try _governor.propose(it.targets, it.values, it.calls, it.description) {
            ++proposed;
            if (!_has(id, identityId)) _note(id, identityId);
            _end[id] = _governor.proposalDeadline(id);
        } catch {}
    }

    function cancel(uint8 name) external {
        Proposal memory it = _named(name);
        uint256 id = _idOf(it);
        if (_behind[id].length == 0) return;
        vm.prank(_account(_behind[id][0]));
        try _governor.cancel(it.targets, it.values, it.calls, keccak256(bytes(it.description))) {
            _end[id] = 1;
        } catch {}
    }

    function vote(uint8 name, uint8 voters) external {
        uint256 id = _idOf(_named(name));
        for (uint256 i = 1; i <= voters % 6; ++i) {
            vm.prank(_account(i));
            try _governor.castVote(id, FOR) {} catch {}
        }
    }

    function wait(uint16 time) external {
        vm.warp(block.timestamp + (time % 700));
    }

    function conclude(uint8 name) external {
        try _agenda.conclude(_idOf(_named(name))) {} catch {}
    }

    /// What is open or in a vote, of all and of one identity.
    function liveProposals() public view returns (uint256 count) {
        for (uint256 i = 0; i < ids.length; ++i) if (_end[ids[i]] >= block.timestamp) ++count;
    }

    function mostLiveOfOne() external view returns (uint256 most) {
        for (uint256 who = 1; who <= 105; ++who) {
            uint256 live;
            for (uint256 i = 0; i < ids.length; ++i) if (_isLive(ids[i]) && _has(ids[i], who)) ++live;
            if (live > most) most = live;
        }
    }

    /// Everything proposed had three persons of different groups behind it, or two operators of the chamber.
    function allHadSponsors() external view returns (bool) {
        for (uint256 i = 0; i < ids.length; ++i) {
            if (_end[ids[i]] == 0) continue;
            uint256 people;
            uint256 operators;
            bool grouped;
            uint256[] storage all = _behind[ids[i]];
            for (uint256 j = 0; j < all.length; ++j) {
                if (all[j] > 100) ++operators;
                else if (all[j] % 2 == 1) ++people;
                else if (!grouped) (grouped, people) = (true, people + 1);
            }
            if (people < 3 && operators < 2) return false;
        }
        return true;
    }

    function placesTaken() external view returns (uint256) {
        return 3 - _agenda.placesLeft(0) + 2 - _agenda.placesLeft(1) + 1 - _agenda.placesLeft(2);
    }

    function _note(uint256 id, uint256 identityId) private {
        if (!_opened[id]) {
            _opened[id] = true;
            _until[id] = block.timestamp + DRAFT;
            ids.push(id);
        }
        _behind[id].push(identityId);
    }

    function _isLive(uint256 id) private view returns (bool) {
        return _end[id] == 0 ? _until[id] >= block.timestamp : _end[id] >= block.timestamp;
    }

    function _has(uint256 id, uint256 who) private view returns (bool) {
        for (uint256 i = 0; i < _behind[id].length; ++i) if (_behind[id][i] == who) return true;
        return false;
    }

    function _named(uint8 name) private view returns (Proposal memory) {
        bytes4 selector = name % 6 == 0 ? Switchboard.constitutional.selector : Switchboard.ordinary.selector;
        return _proposal(selector, string(abi.encodePacked("draft", name % 24)));
    }
}

/// @notice However many they are, places and sponsorships stay within their bounds.
contract AgendaInvariantTest is TestBase {
    AgendaHandler private _handler;

    function setUp() public {
        _handler = new AgendaHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_placesAreTheLiveProposals() public view {
        assert(_handler.placesTaken() == _handler.liveProposals() && _handler.liveProposals() <= 6);
    }

    function invariant_nobodyStandsBehindMoreThanTwo() public view {
        assert(_handler.mostLiveOfOne() <= 2);
    }

    function invariant_everyProposalHadItsSponsors() public view {
        assert(_handler.allHadSponsors());
    }
}
