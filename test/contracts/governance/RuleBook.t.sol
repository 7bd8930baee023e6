// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {CommonsTimelock} from "../../../contracts/governance/CommonsTimelock.sol";
import {Constitution} from "../../../contracts/governance/Constitution.sol";
import {IAgenda} from "../../../contracts/governance/IAgenda.sol";
import {RuleBook} from "../../../contracts/governance/RuleBook.sol";
import {GovernanceTest} from "./GovernanceTest.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice The constitution and the rules under it.
contract RuleBookTest is GovernanceTest {
    bool private _closed;

    function canCall(address, address, bytes4) external view override returns (bool, uint32) {
        return (!_closed, 0);
    }

    function test_constitutionHoldsWhatItWasGiven() public view {
        assert(keccak256(abi.encode(_constitution.limits())) == keccak256(abi.encode(_limits())));
        assert(_constitution.limits().textHash == keccak256("text"));
    }

    function test_constitutionRefusesEmptyOrContradictoryLimits() public {
        for (uint256 i = 0; i < 34; ++i) {
            Constitution.Limits memory all = _limits();
            _break(all, i);
            vm.expectRevert(Constitution.LimitsInvalid.selector);
            new Constitution(all);
        }
        Constitution.Limits memory edge = _limits();
        (edge.maxShareCap, edge.maxShareStep, edge.maxPeopleQuorum, edge.maxTechnicalHeads) = (1e4, 1e4, 5000, 6667);
        (edge.minShareFloor, edge.minObjection, edge.maxObjection) = (1e4, 1e4, 1e4);
        (edge.minLive, edge.minSponsors) = (50, 25);
        new Constitution(edge);
    }

    function test_constitutionChecksTheGovernorsTimes() public {
        _constitution.checkTimes(50, 500, 50);
        _constitution.checkTimes(500, 5000, 5000);
        uint256[3][6] memory wrong = [
            [uint256(49), 500, 50],
            [uint256(501), 500, 50],
            [uint256(50), 499, 50],
            [uint256(50), 5001, 50],
            [uint256(50), 500, 49],
            [uint256(50), 500, 501]
        ];
        for (uint256 i = 0; i < 6; ++i) {
            vm.expectPartialRevert(Constitution.SettingOutOfBounds.selector);
            _constitution.checkTimes(wrong[i][0], wrong[i][1], wrong[i][2]);
        }
    }

    function test_constitutionChecksTheAgendasSettings() public {
        _constitution.checkSponsorship(_agenda.settings());
        uint32[2][7] memory bounds = [
            [uint32(300), 900],
            [uint32(0), uint32(182 days)],
            [uint32(2), 25],
            [uint32(1), 25],
            [uint32(1), 2],
            [uint32(2), 50],
            [uint32(1), 50]
        ];
        for (uint256 i = 0; i < 7; ++i) {
            for (uint256 side = 0; side < 2; ++side) {
                IAgenda.Settings memory edge = _agenda.settings();
                _setSetting(edge, i, bounds[i][side]);
                _constitution.checkSponsorship(edge);
                if (bounds[i][side] == 0) continue;
                uint32 beyond = side == 0 ? bounds[i][side] - 1 : bounds[i][side] + 1;
                _setSetting(edge, i, beyond);
                bytes memory error = abi.encodeWithSelector(
                    Constitution.SettingOutOfBounds.selector,
                    bounds[i][0],
                    bounds[i][1],
                    beyond
                );
                vm.expectRevert(error);
                _constitution.checkSponsorship(edge);
            }
        }
    }

    function test_keepsOldRulesetsWhenNewOnesCome() public {
        RuleBook.Ruleset memory stricter = RuleBook.Ruleset(1, 1200, 2, 2000, 5500, 0, 400);
        vm.expectEmit(address(_book));
        emit RuleBook.RulesetAdded(5, 1, stricter);
        assert(_book.addRuleset(stricter) == 5);
        assert(_same(_book.rulesOf(1), stricter) && _same(_book.ruleset(5), stricter));
        assert(_same(_book.ruleset(2), _rules()[1]));
        vm.expectRevert(abi.encodeWithSelector(RuleBook.RulesetUnknown.selector, 6));
        _book.ruleset(6);
        vm.expectRevert(abi.encodeWithSelector(RuleBook.RulesetUnknown.selector, 0));
        _book.ruleset(0);
        vm.expectRevert(abi.encodeWithSelector(RuleBook.ClassUnknown.selector, 4));
        _book.rulesOf(4);
    }

    function test_refusesRulesOutsideTheConstitutionOrOutOfOrder() public {
        _refuse(RuleBook.Ruleset(1, 499, 2, 2000, 5000, 0, 300));
        _refuse(RuleBook.Ruleset(1, 1501, 2, 2000, 5000, 0, 300));
        _refuse(RuleBook.Ruleset(1, 1000, 2, 999, 5000, 0, 300));
        _refuse(RuleBook.Ruleset(1, 1000, 2, 5001, 5000, 0, 300));
        _refuse(RuleBook.Ruleset(1, 1000, 3, 2000, 5000, 0, 300));
        _refuse(RuleBook.Ruleset(1, 1000, 2, 2000, 4999, 0, 300));
        _refuse(RuleBook.Ruleset(1, 1000, 2, 2000, 6001, 0, 300));
        _refuse(RuleBook.Ruleset(1, 1000, 2, 2000, 5000, 1, 300));
        _refuse(RuleBook.Ruleset(1, 1000, 2, 2000, 5000, 0, 199));
        _refuse(RuleBook.Ruleset(1, 1000, 2, 2000, 5000, 0, 1001));
        _refuse(RuleBook.Ruleset(2, 1500, 2, 5000, 6668, 0, 1000));
        _refuse(RuleBook.Ruleset(2, 2501, 2, 5000, 6000, 0, 1000));
        _refuse(RuleBook.Ruleset(2, 1500, 2, 5001, 6000, 0, 1000));
        _refuse(RuleBook.Ruleset(2, 1500, 1, 5000, 6000, 0, 1000));
        _refuse(RuleBook.Ruleset(0, 0, 0, 0, 0, 499, 200));
        _refuse(RuleBook.Ruleset(0, 0, 0, 0, 0, 2001, 200));
        _refuse(RuleBook.Ruleset(0, 1, 0, 0, 0, 1000, 200));
        _refuse(RuleBook.Ruleset(0, 0, 1, 0, 0, 1000, 200));
        _refuse(RuleBook.Ruleset(0, 0, 0, 1, 0, 1000, 200));
        _refuse(RuleBook.Ruleset(0, 0, 0, 0, 1, 1000, 200));
        _refuse(RuleBook.Ruleset(0, 0, 0, 0, 0, 1000, 49));
        _refuse(RuleBook.Ruleset(0, 0, 0, 0, 0, 1000, 301));
        _book.addRuleset(RuleBook.Ruleset(1, 500, 2, 1000, 5000, 0, 200));
        _book.addRuleset(RuleBook.Ruleset(1, 1500, 2, 5000, 6000, 0, 1000));
        _book.addRuleset(RuleBook.Ruleset(0, 0, 0, 0, 0, 500, 50));
        _book.addRuleset(RuleBook.Ruleset(0, 0, 0, 0, 0, 2000, 1000));
        vm.expectRevert(abi.encodeWithSelector(RuleBook.ClassUnknown.selector, 4));
        _book.addRuleset(RuleBook.Ruleset(4, 2500, 2, 5000, 6667, 0, 3000));
    }

    /// No vote may ask for so much that nothing passes any more; one such vote would be the last.
    function test_noVoteCanBrickTheRules() public {
        _refuse(RuleBook.Ruleset(3, 5001, 2, 5000, 6667, 0, 3000));
        _refuse(RuleBook.Ruleset(3, 2500, 3, 5000, 6667, 0, 3000));
        _refuse(RuleBook.Ruleset(3, 2500, 2, 6668, 6667, 0, 3000));
        _refuse(RuleBook.Ruleset(3, 2500, 2, 5000, 7501, 0, 3000));
        _refuse(RuleBook.Ruleset(3, 2500, 2, 5000, 6667, 0, 90 days + 1));
        _book.addRuleset(RuleBook.Ruleset(3, 5000, 2, 6667, 7500, 0, 90 days));
        _book.addRuleset(RuleBook.Ruleset(2, 5000, 2, 6667, 7500, 0, 90 days));
        _book.addRuleset(RuleBook.Ruleset(1, 5000, 2, 6667, 7500, 0, 90 days));
        vm.expectRevert(CommonsTimelock.DelayFixed.selector);
        _timelock.updateDelay(1000 * 365 days);
    }

    function test_constitutionalRulesNeverLoosen() public {
        _refuse(RuleBook.Ruleset(3, 2499, 2, 5000, 6667, 0, 3000));
        _refuse(RuleBook.Ruleset(3, 2500, 1, 5000, 6667, 0, 3000));
        _refuse(RuleBook.Ruleset(3, 2500, 2, 4999, 6667, 0, 3000));
        _refuse(RuleBook.Ruleset(3, 2500, 2, 5000, 6666, 0, 3000));
        _refuse(RuleBook.Ruleset(3, 2500, 2, 5000, 6667, 0, 2999));
        _book.addRuleset(RuleBook.Ruleset(3, 2600, 2, 5000, 6667, 0, 3000));
        _refuse(RuleBook.Ruleset(3, 2500, 2, 5000, 6667, 0, 3000));
    }

    function test_takesRulesOfAllClassesInOrderAtBirth() public {
        RuleBook.Ruleset[4] memory rules = _rules();
        (rules[1], rules[2]) = (rules[2], rules[1]);
        vm.expectRevert(abi.encodeWithSelector(RuleBook.ClassUnknown.selector, 2));
        new RuleBook(address(this), _constitution, rules);
    }

    function test_classifiesByTheHighestCall() public view {
        address[] memory targets = new address[](2);
        bytes[] memory calls = new bytes[](2);
        (targets[0], targets[1]) = (address(_board), address(_board));
        calls[0] = abi.encodeWithSelector(Switchboard.routine.selector, 1);
        calls[1] = calls[0];
        assert(_book.classify(targets, calls) == 0);
        _assertRules(targets, calls, 0);
        calls[0] = abi.encodeWithSelector(Switchboard.structural.selector, 1);
        calls[1] = abi.encodeWithSelector(Switchboard.ordinary.selector, 1);
        assert(_book.classify(targets, calls) == 2);
        _assertRules(targets, calls, 2);
        calls[1] = abi.encodeWithSelector(Switchboard.constitutional.selector, 1);
        assert(_book.classify(targets, calls) == 3);
        calls[1] = hex"123456";
        assert(_book.classify(targets, calls) == 3);
        (calls[0], calls[1]) = (
            abi.encodePacked(Switchboard.routine.selector),
            abi.encodePacked(Switchboard.routine.selector)
        );
        assert(_book.classify(targets, calls) == 0);
        targets[1] = address(_governor);
        assert(_book.classify(targets, calls) == 3);
        assert(_book.classify(new address[](0), new bytes[](0)) == 3);
        assert(_book.classify(targets, new bytes[](1)) == 3);
    }

    function test_setsClassesButNotItsOwn() public {
        vm.expectEmit(address(_book));
        emit RuleBook.ClassSet(address(7), 0x12345678, 0);
        _book.setClass(RuleBook.Classification(address(7), 0x12345678, 0));
        assert(_book.classOf(address(7), 0x12345678) == 0);
        _book.setClass(RuleBook.Classification(address(7), 0x12345678, 3));
        assert(_book.classOf(address(7), 0x12345678) == 3);
        address[2] memory pinned = [address(_book), address(this)];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(RuleBook.ClassFixed.selector, pinned[i]));
            _book.setClass(RuleBook.Classification(pinned[i], 0x12345678, 1));
            assert(_book.classOf(pinned[i], 0x12345678) == 3);
        }
        vm.expectRevert(abi.encodeWithSelector(RuleBook.ClassUnknown.selector, 4));
        _book.setClass(RuleBook.Classification(address(7), 0x12345678, 4));
    }

    /// Classes of a new commons are set once, by who deployed it; afterwards by a vote.
    function test_bindsClassesOnceAndOnlyByItsDeployer() public {
        vm.expectRevert(abi.encodeWithSelector(RuleBook.BindingClosed.selector, address(this)));
        _book.bind(new RuleBook.Classification[](0));
        RuleBook fresh = new RuleBook(address(this), _constitution, _rules());
        vm.expectRevert(abi.encodeWithSelector(RuleBook.BindingClosed.selector, address(7)));
        vm.prank(address(7));
        fresh.bind(new RuleBook.Classification[](0));
        fresh.bind(new RuleBook.Classification[](0));
        assert(fresh.classOf(address(_board), Switchboard.routine.selector) == 3);
    }

    function test_obeysTheAuthorityOnly() public {
        _closed = true;
        bytes memory error = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(this));
        vm.expectRevert(error);
        _book.setClass(RuleBook.Classification(address(7), 0x12345678, 1));
        vm.expectRevert(error);
        _book.addRuleset(_rules()[1]);
    }

    function _refuse(RuleBook.Ruleset memory rules) private {
        bytes32 before = keccak256(abi.encode(_book.rulesOf(rules.class)));
        vm.expectRevert(abi.encodeWithSelector(RuleBook.RulesetOutOfBounds.selector, rules.class));
        _book.addRuleset(rules);
        assert(keccak256(abi.encode(_book.rulesOf(rules.class))) == before);
    }

    function _same(RuleBook.Ruleset memory a, RuleBook.Ruleset memory b) private pure returns (bool) {
        return keccak256(abi.encode(a)) == keccak256(abi.encode(b));
    }

    function _assertRules(address[] memory targets, bytes[] memory calls, uint8 expected) private view {
        (uint24 rulesetId, uint8 class) = _book.rulesFor(targets, calls);
        assert(class == expected && _same(_book.ruleset(rulesetId), _rules()[expected]));
    }

    function _setSetting(IAgenda.Settings memory all, uint256 index, uint32 value) private pure {
        if (index == 0) all.draftWindow = value;
        if (index == 1) all.coolDown = value;
        if (index == 2) all.peopleSponsors = uint8(value);
        if (index == 3) all.operatorSponsors = uint8(value);
        if (index == 4) all.liveEach = uint8(value);
        if (index == 5) all.peoplePlaces = uint8(value);
        if (index == 6) all.operatorPlaces = uint8(value);
    }

    // solhint-disable-next-line code-complexity
    function _break(Constitution.Limits memory all, uint256 how) private pure {
        if (how == 0) all.minShareFloor = 5001;
        if (how == 1) all.maxShareCap = 10_001;
        if (how == 2) all.maxShareStep = 0;
        if (how == 3) all.maxShareStep = 10_001;
        if (how == 4) all.minPeopleQuorum = 0;
        if (how == 5) all.minPeopleQuorum = 5001;
        if (how == 6) all.maxPeopleQuorum = 5001;
        if (how == 7) all.minTechnicalHeads = 0;
        if (how == 8) all.minTechnicalHeads = 6668;
        if (how == 9) all.maxTechnicalHeads = 6668;
        if (how == 10) all.minDelay = 0;
        if (how == 11) all.minVotingDelay = 0;
        if (how == 12) all.minVotingDelay = 501;
        if (how == 13) all.minVotingPeriod = 0;
        if (how == 14) all.minVotingPeriod = 5001;
        if (how == 15) all.peopleToActivate = 0;
        if (how == 16) all.groupsToActivate = 0;
        if (how == 17) all.minCommonsFloor = 0;
        if (how == 18) all.maxConsentAge = 0;
        if (how == 19) all.minObjection = 0;
        if (how == 20) all.minObjection = 2001;
        if (how == 21) all.maxObjection = 10_001;
        if (how == 22) all.minLateExtension = 0;
        if (how == 23) all.minLateExtension = 5001;
        if (how == 24) all.minDraftWindow = 0;
        if (how == 25) all.minDraftWindow = 901;
        if (how == 26) all.minSponsors = 0;
        if (how == 27) all.minSponsors = 26;
        if (how == 28) all.maxLiveEach = 0;
        if (how == 29) all.maxLiveEach = 3;
        if (how == 30) all.minLive = 0;
        if (how == 31) all.minLive = 51;
        if (how == 32) all.maxLive = 51;
        if (how == 33) all.maxLive = 1;
    }
}
