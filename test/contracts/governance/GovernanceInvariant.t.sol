// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {CommonsGovernor} from "../../../contracts/governance/CommonsGovernor.sol";
import {RuleBook} from "../../../contracts/governance/RuleBook.sol";
import {TestBase} from "../Vm.sol";
import {GovernanceModel} from "./GovernanceModel.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice Drives the governor through whatever members, rule makers and code swappers may do, with a plain model beside it.
contract GovernanceHandler is GovernanceModel {
    uint256 public executed;
    bytes private _boardCode;

    constructor() {
        _build();
        _boardCode = address(_board).code;
    }

    function propose(uint8 class, uint8 sponsor) public {
        uint256 nonce = ids.length;
        Proposal memory it = _rebuild(nonce, class % 4);
        uint256 id = _idOf(it);
        vm.prank(_account(101 + (sponsor % OPERATORS)));
        try _governor.propose(it.targets, it.values, it.calls, it.description) {} catch {
            return;
        }
        Model storage model = _models[id];
        model.nonce = nonce;
        model.class = class % 4;
        model.callsHash = _hashOf(it);
        model.rules = _book.rulesOf(class % 4);
        (, uint8 flags) = _governor.proposalRules(id);
        model.deadlock = flags & 8 != 0;
        ids.push(id);
    }

    function vote(uint256 seed, uint256 voter, uint8 support, uint8 technicalSupport) public {
        if (ids.length == 0) return;
        _cast(_pick(seed), _member(voter), support % 3, technicalSupport % 3);
    }

    /// Many vote alike, so that something passes.
    function campaign(uint8 class, uint8 sponsor, uint8 persons, uint8 operators, uint8 support) external {
        propose(class, sponsor);
        if (ids.length == 0) return;
        uint256 id = ids[ids.length - 1];
        if (_governor.proposalSnapshot(id) >= block.timestamp) vm.warp(_governor.proposalSnapshot(id) + 1);
        for (uint256 i = 1; i <= persons % (PEOPLE + 1); ++i) _cast(id, i, support % 8 == 0 ? 0 : 1, 1);
        for (uint256 i = 0; i < OPERATORS; ++i) _cast(id, 101 + i, 1, uint8(operators >> i) % 2);
        if (block.timestamp <= _governor.proposalDeadline(id)) vm.warp(_governor.proposalDeadline(id) + 1);
        settle(ids.length - 1);
    }

    function wait(uint16 time) external {
        vm.warp(block.timestamp + (time % 4_000));
    }

    /// Writes the outcome down when it is first seen; it must never be another.
    function settle(uint256 seed) public {
        if (ids.length == 0) return;
        uint256 id = _pick(seed);
        if (block.timestamp <= _governor.proposalDeadline(id)) return;
        IGovernor.ProposalState state = _governor.state(id);
        uint8 outcome = state == IGovernor.ProposalState.Defeated ? 2 : 1;
        Model storage model = _models[id];
        if (model.outcome != 0 && model.outcome != outcome) _break("outcome changed");
        if (_passes(id, model) != (outcome == 1)) _break("outcome differs from the rules");
        model.outcome = outcome;
    }

    function queue(uint256 seed) public {
        if (ids.length == 0) return;
        uint256 id = _pick(seed);
        Proposal memory it = _rebuild(_models[id].nonce, _models[id].class);
        try _governor.queue(it.targets, it.values, it.calls, keccak256(bytes(it.description))) {
            _models[id].queuedAt = block.timestamp;
            _models[id].code = address(_board).codehash;
        } catch {}
    }

    function execute(uint256 seed) public {
        if (ids.length == 0) return;
        uint256 id = _pick(seed);
        Model storage model = _models[id];
        Proposal memory it = _rebuild(model.nonce, model.class);
        try _governor.execute(it.targets, it.values, it.calls, keccak256(bytes(it.description))) {
            ++executed;
            _checkExecution(id, model);
            _spentAt[model.callsHash] = block.timestamp;
        } catch {}
    }

    /// Queues, waits as long as it must, and executes.
    function enact(uint256 seed) external {
        if (ids.length == 0) return;
        queue(seed);
        uint256 eta = _governor.proposalEta(_pick(seed));
        if (eta > block.timestamp) vm.warp(eta);
        execute(seed);
    }

    function record(uint256 seed) external {
        if (ids.length == 0) return;
        Proposal memory it = _rebuild(_models[_pick(seed)].nonce, _models[_pick(seed)].class);
        bytes32 hash = keccak256(bytes(it.description));
        try _decisions.recordReading(it.targets, it.values, it.calls, hash) {} catch {}
        try _decisions.recordRefusal(it.targets, it.values, it.calls, hash) {} catch {}
    }

    function object(uint256 seed, uint256 persons) external {
        if (ids.length == 0) return;
        uint256 id = _pick(seed);
        for (uint256 i = 1; i <= persons % 6; ++i) {
            vm.prank(_account(i));
            try _decisions.object(id) {
                if (_objected[id][i]) _break("objected twice");
                _objected[id][i] = true;
                ++_objectionCount[id];
            } catch {}
        }
    }

    /// Rules, rolls and identities move; nothing open may notice.
    function disturb(uint8 what, uint256 seed) external {
        if (what % 6 == 0) _people.set(1 + (seed % PEOPLE), seed % 3);
        if (what % 6 == 1) _technical.set(101 + (seed % OPERATORS), seed % 3);
        if (what % 6 == 2) _technical.setIdle(101 + (seed % OPERATORS), seed % 2 == 0);
        if (what % 6 == 3) _identities.setActive(1 + (seed % PEOPLE), seed % 2 == 0);
        if (what % 6 == 4) {
            uint16 quorum = uint16(500 + (seed % 1_000));
            try _book.addRuleset(RuleBook.Ruleset(1, quorum, 2, 3333, 5000, 0, 250)) returns (uint256) {} catch {}
        }
        if (what % 6 == 5) vm.etch(address(_board), seed % 4 == 0 ? bytes(hex"00") : _boardCode);
    }

    function count() external view returns (uint256) {
        return ids.length;
    }

    function talliesAgree(uint256 id) external view returns (bool) {
        for (uint8 chamber = 0; chamber < 2; ++chamber) {
            (uint256 against, uint256 forVotes, uint256 abstain) = _governor.chamberVotes(id, chamber);
            uint256[3] storage cast = chamber == 0 ? _models[id].people : _models[id].technical;
            if (against != cast[0] || forVotes != cast[1] || abstain != cast[2]) return false;
            uint256 most = chamber == 0 ? 1 : WEIGHT;
            if (against + forVotes + abstain > most * _governor.chamberTotal(id, chamber)) return false;
        }
        return true;
    }

    function rulesAgree(uint256 id) external view returns (bool) {
        (RuleBook.Ruleset memory now_, ) = _governor.proposalRules(id);
        return keccak256(abi.encode(now_)) == keccak256(abi.encode(_models[id].rules));
    }

    function _settings() internal pure override returns (CommonsGovernor.Settings memory all) {
        all = super._settings();
        (all.sponsorship.operatorSponsors, all.sponsorship.operatorPlaces) = (1, 50);
    }

    function _cast(uint256 id, uint256 identityId, uint8 support, uint8 technicalSupport) private {
        vm.prank(_account(identityId));
        try _governor.castVoteWithReasonAndParams(id, support, "", abi.encodePacked(technicalSupport)) {
            if (_voted[id][identityId]) _break("voted twice");
            (, bool active) = _identities.standing(_account(identityId));
            if (!active) _break("inactive identity voted");
            _voted[id][identityId] = true;
            uint256 snapshot = _governor.proposalSnapshot(id);
            _models[id].people[support] += _people.pastVotesOf(identityId, snapshot);
            uint256 weight = _technical.castableVotesOf(identityId, snapshot);
            _models[id].technical[technicalSupport] += weight;
            if (weight != 0) ++_models[id].heads[technicalSupport];
        } catch {}
    }

    function _rebuild(uint256 nonce, uint8 class) private view returns (Proposal memory) {
        bytes4[4] memory selectors = [
            Switchboard.routine.selector,
            Switchboard.ordinary.selector,
            Switchboard.structural.selector,
            Switchboard.constitutional.selector
        ];
        return _proposal(selectors[class], string(abi.encodePacked("proposal", nonce)));
    }

    function _pick(uint256 seed) private view returns (uint256) {
        return ids[seed % ids.length];
    }

    function _member(uint256 seed) private pure returns (uint256) {
        uint256 index = seed % (PEOPLE + OPERATORS);
        return index < PEOPLE ? index + 1 : index - PEOPLE + 101;
    }
}

/// @notice What holds whatever members, rule makers and code swappers do.
contract GovernanceInvariantTest is TestBase {
    GovernanceHandler private _handler;

    function setUp() public {
        _handler = new GovernanceHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// Executed means: both active chambers agreed under the frozen rules, the delay and its extension are over, the code
    /// is the same, and a second reading took place where it is needed. And no outcome ever changes.
    function invariant_everyPromiseHolds() public view {
        assert(bytes(_handler.broken()).length == 0);
    }

    /// Each identity once per chamber, and never more votes than the chamber had at the snapshot.
    function invariant_talliesAreTheBallotsCast() public view {
        for (uint256 i = 0; i < _handler.count(); ++i) assert(_handler.talliesAgree(_handler.ids(i)));
    }

    function invariant_rulesAreThoseOfTheBirth() public view {
        for (uint256 i = 0; i < _handler.count(); ++i) assert(_handler.rulesAgree(_handler.ids(i)));
    }
}
