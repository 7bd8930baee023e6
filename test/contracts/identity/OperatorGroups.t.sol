// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {OperatorFixture} from "./OperatorFixture.sol";

/// @notice M4: a stranger joined a rival's group, and with it cut its votes and took its place among the verifiers.
contract OperatorGroupsTest is OperatorFixture {
    uint256 private constant KEY = 0xa11;
    uint256 private constant OTHER = 0xb22;
    bytes32 private constant GROUP = bytes32(uint256(1));
    address private _owner;
    address private _other;

    function setUp() public {
        _deployOperators();
        (_owner, _other) = (vm.addr(KEY), vm.addr(OTHER));
        _enrol(_owner);
        _enrol(_other);
        _enrol(ANA);
        _enrol(BAKO);
        _register(_owner, MIN_STAKE);
    }

    function test_aGroupIsItsFounder() public {
        vm.warp(START + 7);
        _register(ANA, MIN_STAKE);
        vm.deal(BAKO, MIN_STAKE);
        vm.prank(BAKO);
        operators.register{value: MIN_STAKE}(4, 1, "");
        assert(operators.groupCount() == 3);
        uint8[3] memory founders = [1, 3, 4];
        for (uint256 i = 0; i < 3; ++i) assert(operators.groupIndex(bytes32(uint256(founders[i]))) == i);
        assert(operators.foundedAt(GROUP) == START && operators.foundedAt(bytes32(uint256(3))) == START + 7);
    }

    function test_nobodyJoinsWithoutTheOwnersSignature() public {
        bytes memory refusal = abi.encodeWithSelector(IOperatorRegistry.GroupConsentInvalid.selector, 1, 3);
        vm.expectRevert(refusal);
        _join(ANA, 1, "");
        vm.expectRevert(refusal);
        _join(ANA, 1, _consent(OTHER, 1, 3));
        vm.expectRevert(refusal);
        _join(ANA, 1, _consent(KEY, 1, 4));
        vm.expectRevert(refusal);
        _join(ANA, 1, _consent(KEY, 2, 3));
        assert(operators.count() == 1 && operators.groupOf(3) == 0);

        assert(_join(ANA, 1, _consent(KEY, 1, 3)) == 3);
        assert(operators.groupOf(3) == GROUP && operators.groupCount() == 1 && operators.isActive(3));
        assert(operators.foundedAt(bytes32(uint256(3))) == 0);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.GroupUnknown.selector, bytes32(uint256(3))));
        operators.groupIndex(bytes32(uint256(3)));
    }

    /// A member cannot bring others in, nor can one who runs nothing: else a group would have two heads.
    function test_nobodyJoinsAMemberOrAStranger() public {
        _join(_other, 1, _consent(KEY, 1, 2));
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.GroupUnknown.selector, bytes32(uint256(2))));
        _join(ANA, 2, _consent(OTHER, 2, 3));
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.GroupUnknown.selector, bytes32(uint256(4))));
        _join(ANA, 4, "");
    }

    function test_anOwnerOutOfStandingBringsNobodyIn() public {
        _suspend(1, START + 1 days);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.GroupConsentInvalid.selector, 1, 3));
        _join(ANA, 1, _consent(KEY, 1, 3));
        vm.warp(START + 1 days);
        _join(ANA, 1, _consent(KEY, 1, 3));
    }

    /// The owner's account signs, not one that it replaced: a thief of an old key brings nobody in.
    function test_aReplacedKeyBringsNobodyIn() public {
        uint256 fresh = 0xc33;
        _rekey(1, _owner, vm.addr(fresh));
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.GroupConsentInvalid.selector, 1, 3));
        _join(ANA, 1, _consent(KEY, 1, 3));
        _join(ANA, 1, _consent(fresh, 1, 3));
        assert(operators.groupOf(3) == GROUP && operators.groupOf(1) == GROUP);
    }

    function test_takesNoConsentMadeForAnotherChain() public {
        bytes memory consent = _consent(KEY, 1, 3);
        vm.chainId(block.chainid + 1);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.GroupConsentInvalid.selector, 1, 3));
        _join(ANA, 1, consent);
    }
}
